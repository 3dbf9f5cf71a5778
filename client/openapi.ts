// Made by `npm run types:api` from the OpenAPI document of the service. Change the document, not this file.

export type paths = {
    "/v1/invites": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List invites
         * @description Newest first. One request reads at most 1,000 invites. So a page can be short or empty and still have a `next_cursor`.
         *
         *     Needs the scope `invites:read`.
         */
        get: operations["listInvites"];
        put?: never;
        /**
         * Ask for one link
         * @description The API checks the request, stores the invite, and answers at once. A worker makes the link. Ask for it at `Location`, after `Retry-After`.
         *
         *     Needs the scope `invites:write`.
         */
        post: operations["createInvite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invites.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List invites as CSV
         * @description For spreadsheets: a header row, then one row for each invite. A cell that a spreadsheet would run as a formula begins with an apostrophe.
         *
         *     Needs the scope `invites:read`.
         */
        get: operations["exportInvites"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invites/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get an invite
         * @description Needs the scope `invites:read`.
         */
        get: operations["getInvite"];
        put?: never;
        post?: never;
        /**
         * Delete the link of an invite at Telegram
         * @description Telegram deletes revoked links only. With `revoke=true` the link is revoked first. The invite itself stays, with `link_status` `deleted`.
         *
         *     Needs the scope `invites:write`.
         */
        delete: operations["deleteInvite"];
        options?: never;
        head?: never;
        /**
         * Change the link of an invite
         * @description An absent field stays as it is; `null` removes. The rules of creation hold for what the link will be. The invite keeps what was asked for at first, and shows the link as it is now in `invite`.
         *
         *     Needs the scope `invites:write`.
         */
        patch: operations["editInvite"];
        trace?: never;
    };
    "/v1/invites/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel an invite
         * @description If the link is made already, the invite stays `succeeded`, and `Link` offers to revoke it. With `revoke=true` it is revoked, also when it is still being made: `Location` leads to that operation.
         *
         *     Needs the scope `invites:write`.
         */
        post: operations["cancelInvite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invites/{id}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Revoke the link of an invite
         * @description Nobody joins by the link any more, and nothing undoes it. It comes before all requests for links. A link that is revoked already is a success. In place of the account's permanent link Telegram makes a new one: it is in `replaced_by`.
         *
         *     Needs the scope `invites:write`.
         */
        post: operations["revokeInvite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invites/{id}/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask Telegram for the link as it is now
         * @description Afterwards the invite has `usage`, `requested` and `link_status` as of now.
         *
         *     Needs the scope `invites:write`.
         */
        post: operations["refreshInvite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invites/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Revoke many links
         * @description The links of all invites that the filter matches, one operation each. With `dry_run` it only tells how many they are. One request takes at most 500 links and looks at 5,000 invites: send `next_cursor` as `cursor` until an answer has none. Links that are known to be revoked do not match. With an Idempotency-Key the same request is the same batch, however often it is repeated.
         *
         *     Needs the scope `invites:write`.
         */
        post: operations["revokeInvites"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batches/{id}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Revoke the links of a batch
         * @description One operation for each link that is made and not known to be revoked. With `dry_run` it only tells how many they are. Cancel the batch first where some are not made yet: `unfinished` counts them.
         *
         *     Needs the scope `invites:write`.
         */
        post: operations["revokeBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{name}/links/sync": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Read all links of a chat, and adopt those made elsewhere
         * @description Reads the links of the account in the chat from Telegram, 100 in a call. A link that is no invite of the account yet becomes one, with `origin` `adopted`: it can be listed, revoked and deleted like any other, and edited where the account made it. The other invites learn how their links are now.
         *
         *     Needs the scope `invites:write`.
         */
        post: operations["syncLinks"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invites/{id}/operations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what was done to the link of an invite
         * @description Newest first, each with the API key that asked for it. A page beyond the latest 100 can be short or empty and still have a `next_cursor`.
         *
         *     Needs the scope `invites:read`.
         */
        get: operations["listInviteOperations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List operations
         * @description Newest first. One request reads at most 1,000 operations. So a page can be short or empty and still have a `next_cursor`.
         *
         *     Needs the scope `invites:read`.
         */
        get: operations["listOperations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get an operation
         * @description Needs the scope `invites:read`.
         */
        get: operations["getOperation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invites/{id}/joins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List who came in by the link of an invite
         * @description Newest first. The link is tracked where its request, an edit or the API key says `track_joins`. Joins are kept for a few days, 7 unless the operator says otherwise.
         *
         *     Needs the scope `joins:read`.
         */
        get: operations["listInviteJoins"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invites/{id}/joins.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List who came in by the link of an invite as CSV
         * @description With the columns of `GET /v1/joins.csv`.
         *
         *     Needs the scope `joins:read`.
         */
        get: operations["exportInviteJoins"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/joins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List who came in
         * @description Newest first, by all tracked links. A join without `invite_id` came into a watched chat, and Telegram does not tell by which link: by the Join button of a public chat, for example. A page can be short or empty and still have a `next_cursor`.
         *
         *     Needs the scope `joins:read`.
         */
        get: operations["listJoins"];
        put?: never;
        post?: never;
        /**
         * Forget a person
         * @description Erases all that is stored of a Telegram user: joins and requests to join, of all accounts and chats. The counts stay. What Telegram told of the person before is not stored again; a later join is. It may be repeated.
         *
         *     Needs the scope `joins:write`.
         */
        delete: operations["eraseJoins"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/joins.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List who came in as CSV
         * @description For spreadsheets: a header row, then one row for each join. A cell that a spreadsheet would run as a formula begins with an apostrophe.
         *
         *     Needs the scope `joins:read`.
         */
        get: operations["exportJoins"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invites/{id}/requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List who asks to join by the link of an invite
         * @description As of the last look, newest first.
         *
         *     Needs the scope `joins:read`.
         */
        get: operations["listInviteRequests"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{name}/requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List who asks to join a chat
         * @description By whatever link, as of the last look, newest first.
         *
         *     Needs the scope `joins:read`.
         */
        get: operations["listChatRequests"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invites/{id}/requests/{user_id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let in somebody who asks to join by the link of an invite
         * @description A decision that finds nothing to decide is a success, and `decided` says why: `missing` or `already_member`. A user who is in as many chats as Telegram allows fails with `USER_CHANNELS_TOO_MUCH`, and still asks.
         *
         *     Needs the scope `joins:write`.
         */
        post: operations["approveRequestOfInvite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{name}/requests/{user_id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let in somebody who asks to join a chat
         * @description A decision that finds nothing to decide is a success, and `decided` says why: `missing` or `already_member`. A user who is in as many chats as Telegram allows fails with `USER_CHANNELS_TOO_MUCH`, and still asks.
         *
         *     Needs the scope `joins:write`.
         */
        post: operations["approveRequestOfChat"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invites/{id}/requests/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let in all who ask to join by the link of an invite
         * @description One call of Telegram's. `decided` is `missing` where nobody asks. Whom Telegram cannot let in still asks.
         *
         *     Needs the scope `joins:write`.
         */
        post: operations["approveRequestsOfInvite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{name}/requests/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let in all who ask to join a chat
         * @description One call of Telegram's. `decided` is `missing` where nobody asks. Whom Telegram cannot let in still asks.
         *
         *     Needs the scope `joins:write`.
         */
        post: operations["approveRequestsOfChat"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invites/{id}/requests/{user_id}/decline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Turn away somebody who asks to join by the link of an invite
         * @description A decision that finds nothing to decide is a success, and `decided` says why: `missing` or `already_member`. A user who is in as many chats as Telegram allows fails with `USER_CHANNELS_TOO_MUCH`, and still asks.
         *
         *     Needs the scope `joins:write`.
         */
        post: operations["declineRequestOfInvite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{name}/requests/{user_id}/decline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Turn away somebody who asks to join a chat
         * @description A decision that finds nothing to decide is a success, and `decided` says why: `missing` or `already_member`. A user who is in as many chats as Telegram allows fails with `USER_CHANNELS_TOO_MUCH`, and still asks.
         *
         *     Needs the scope `joins:write`.
         */
        post: operations["declineRequestOfChat"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invites/{id}/requests/decline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Turn away all who ask to join by the link of an invite
         * @description One call of Telegram's. `decided` is `missing` where nobody asks. Whom Telegram cannot let in still asks.
         *
         *     Needs the scope `joins:write`.
         */
        post: operations["declineRequestsOfInvite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{name}/requests/decline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Turn away all who ask to join a chat
         * @description One call of Telegram's. `decided` is `missing` where nobody asks. Whom Telegram cannot let in still asks.
         *
         *     Needs the scope `joins:write`.
         */
        post: operations["declineRequestsOfChat"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invites/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for up to 100 links at once
         * @description The requests may be for different accounts. A refusal accepts none of them; it names the item and the field, such as `items.3.usage_limit`. Where a request breaks off, without an answer or with a 5xx, a part may be accepted: the same request under the same Idempotency-Key accepts the rest.
         *
         *     Needs the scope `invites:write`.
         */
        post: operations["createBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List batches of invites
         * @description Newest first. One request looks at up to 1,000 invites. So a page can be short or empty and still have a `next_cursor`.
         *
         *     Needs the scope `invites:read`.
         */
        get: operations["listBatches"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batches/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a batch
         * @description Needs the scope `invites:read`.
         */
        get: operations["getBatch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batches/{id}/invites.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the invites of a batch as CSV
         * @description In the order of the batch, with the columns of `GET /v1/invites.csv`.
         *
         *     Needs the scope `invites:read`.
         */
        get: operations["exportBatch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batches/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel the unfinished invites of a batch
         * @description Needs the scope `invites:write`.
         */
        post: operations["cancelBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/pools": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List your pools
         * @description Needs the scope `invites:read`.
         */
        get: operations["listPools"];
        put?: never;
        /**
         * Keep links ready
         * @description Links are made within the pace of the account, after all other requests, until `size` of them lie ready. The same request again is the same pool.
         *
         *     Needs the scope `invites:write`.
         */
        post: operations["createPool"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/pools/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a pool
         * @description Needs the scope `invites:read`.
         */
        get: operations["getPool"];
        put?: never;
        post?: never;
        /**
         * Delete a pool
         * @description No link is given from now on, and what was taken is settled. The links that lie ready are revoked, or kept as the invites that they are.
         *
         *     Needs the scope `invites:write`.
         */
        delete: operations["deletePool"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/pools/{name}/take": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take a link
         * @description The answer is the link itself, without a call to Telegram, also while Telegram has the account wait. No link is given twice, and none after its end. Title and end are set by an edit behind the answer: `settled` is true when that is done. Under an Idempotency-Key the same request gets the same link.
         *
         *     Needs the scope `invites:write`.
         */
        post: operations["takeLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rotations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List your rotations
         * @description Needs the scope `invites:read`.
         */
        get: operations["listRotations"];
        put?: never;
        /**
         * Have a link replaced in each period
         * @description The first link is made at once. In each period a new link is made before the old one is revoked, after the overlap. The same request again finds the same rotation. Its links take no room of a limit.
         *
         *     Needs the scope `invites:write`.
         */
        post: operations["createRotation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rotations/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a rotation
         * @description With its current link, its next change, and the links that have ended.
         *
         *     Needs the scope `invites:read`.
         */
        get: operations["getRotation"];
        put?: never;
        post?: never;
        /**
         * End a rotation
         * @description No more links are made, and the slug leads nowhere; it is kept for you for 30 days. Links whose overlap is not over are revoked now. The current link is kept, or revoked with `link=revoke`.
         *
         *     Needs the scope `invites:write`.
         */
        delete: operations["deleteRotation"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rotations/{name}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replace the link now
         * @description For a link that has leaked. The schedule stays as it is. Where a link is being made already, that one takes the place of the current one.
         *
         *     Needs the scope `invites:write`.
         */
        post: operations["rotate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List your accounts
         * @description Needs the scope `accounts:read`.
         */
        get: operations["listAccounts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get an account
         * @description Needs the scope `accounts:read`.
         */
        get: operations["getAccount"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{name}/chats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the chats of an account
         * @description Needs the scope `accounts:read`.
         */
        get: operations["listChats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{name}/activity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See what an account did in the last hours
         * @description Its pace, the waits it met, the links it made and how many requests waited: six hours in steps of five minutes. Made for a picture: ask about once a minute.
         *
         *     Needs the scope `accounts:read`.
         */
        get: operations["getActivity"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the key that asks
         * @description What this key may do. Every key that works may ask.
         */
        get: operations["getKey"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List your keys
         * @description The newest 100, revoked ones too. A key that may use some accounts only gets `limited-key`. Keys are made and revoked by the operator, with `npm run key`.
         *
         *     Needs the scope `keys:read`.
         */
        get: operations["listKeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List your callback URLs
         * @description Each URL that was called, with the last answer and what waits. A key that may use some accounts only gets `limited-key`.
         *
         *     Needs the scope `keys:read`.
         */
        get: operations["listWebhooks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Go to the console
         * @description Go to the console.
         */
        get: operations["openHome"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/j/{slug}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Go to the current link of a rotation
         * @description For everybody: an address to print, which never goes stale. Capitals are taken for small letters. The answer may be 15 seconds old.
         */
        get: operations["followSlug"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ask whether the API answers
         * @description Ask whether the API answers.
         */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get this document
         * @description Get this document.
         */
        get: operations["getOpenApi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the documentation
         * @description Read the documentation.
         */
        get: operations["getDocs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Open the console
         * @description For people: what this API does, as pages in a browser. They ask for an API key.
         */
        get: operations["getConsole"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a file of the console
         * @description Get a file of the console.
         */
        get: operations["getConsoleFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/problems": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List every problem and every error
         * @description List every problem and every error.
         */
        get: operations["listProblems"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/problems/{slug}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read what a problem or an error means, and what to do
         * @description Read what a problem or an error means, and what to do.
         */
        get: operations["getProblem"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
};
export type webhooks = {
    inviteEnded: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * An invite has become final
         * @description The event goes to the `callback_url` of the request, or else to that of the API key. It can arrive more than once: compare `webhook-id`. After anything but a 2xx within 10 seconds the service tries again, eleven attempts within a day. A URL at which every delivery has failed for 3 days gets no more events. Check the signature with a library for Standard Webhooks (https://www.standardwebhooks.com).
         */
        post: operations["inviteEnded"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    operationEnded: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * An operation has become final
         * @description It is delivered as the events of invites are.
         */
        post: operations["operationEnded"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    linkUsed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Somebody has joined by a link, or asks to, or it is used up
         * @description It is delivered as the events of invites are, to the same URL. The events of one link come one after the other: the next one when the one before it is delivered or given up.
         */
        post: operations["linkUsed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
};
export type components = {
    schemas: {
        /** @description Which links are revoked: those that all the filters match. One filter at least, or `all`. */
        RevokeRequest: {
            /** @description Only links of invites of this account. */
            account?: string;
            /** @description Only links of this chat, in any form that a request takes as text. With `account` it matches every name by which the account has found the chat; without, that name alone. */
            peer?: string;
            /** @description Only links of this batch. */
            batch?: string;
            /** @description Only links of invites with all of these pairs. */
            metadata?: {
                [key: string]: string;
            };
            /** @description Only links whose title begins so. */
            title_prefix?: string;
            /** @description Only links of invites with a `created_at` at this time or later. RFC 3339. That of an adopted invite is when the sync found the link. */
            created_after?: string;
            /** @description Only links of invites with a `created_at` before this time. RFC 3339. */
            created_before?: string;
            /** @description Needed where there is no filter: every link is revoked. */
            all?: boolean;
            /** @description Only tells how many links match. */
            dry_run?: boolean;
            /** @description The `next_cursor` of the answer before, unchanged. */
            cursor?: string;
        };
        /** @description How the links of the batch are revoked. It may be left out. */
        RevokeBatchRequest: {
            /** @description Only tells how many links match. */
            dry_run?: boolean;
        };
        /** @description Which links are kept ready. Unknown fields are refused. */
        PoolRequest: {
            /** @description The name of the pool, which is a part of its path. */
            name: string;
            /** @description The name of the account that makes the links. */
            account: string;
            /** @description The chat, in any form that POST /v1/invites takes. Without it, the account's default peer. */
            peer?: string | number | Record<string, never>;
            /** @description How many links are kept ready. */
            size: number;
            /** @description Below so many, links are made until there are `size`. Without it, as soon as one is taken. */
            low_water?: number;
            /** @description Seconds after which a link is replaced. Where it is given, the links end by themselves at that age, so that a taken link has an end from its first second. Without it, links have no end and are replaced after 7 days. Excludes `template.subscription_pricing`. */
            max_age?: number;
            /** @description What every link has, as in POST /v1/invites. The rules between the fields are those of a request. */
            template?: {
                title?: string;
                usage_limit?: number;
                request_needed?: boolean;
                subscription_pricing?: {
                    period: number;
                    amount: number;
                };
                single_use?: boolean;
                /** @enum {unknown} */
                track_joins?: true | "names" | false;
            };
        };
        /** @description What is to be said of the link that is taken. Unknown fields are refused. */
        TakeRequest: {
            /** @description The title of the link, set by an edit behind the answer. Without it, that of the pool. As in POST /v1/invites. */
            title?: string;
            /** @description Up to 16 pairs of strings. Answers about the invite echo them. The key `__proto__` is reserved. */
            metadata?: {
                [key: string]: string;
            };
            /** @description When the link ends: seconds counted from this request, set by an edit behind the answer. Until `settled` is true the link ends as those of the pool do. */
            expire_in?: number;
            /**
             * Format: uri
             * @description Gets a signed POST when the link has its title and its end. Without it, the callback URL of the API key, if it has one.
             */
            callback_url?: string;
            /**
             * @description `make` (the usual): an empty pool has the link made, before all other requests, and the answer is 202. `fail`: the answer is 409.
             * @enum {string}
             */
            if_empty?: "make" | "fail";
        };
        /** @description Which links are read. Unknown fields are refused. */
        SyncRequest: {
            /** @description The chat, in any form that a request takes. Without it, the account's default chat, if it has one. */
            peer?: unknown;
            /** @description Reads the revoked links too. */
            revoked?: boolean;
            /**
             * @description `all`: reads the links of all administrators, and adopts theirs too. Only the chat's creator may. Without it, the links of the account.
             * @constant
             */
            admins?: "all";
            /**
             * @description Which operations of the account come first. Without it, `normal`.
             * @enum {string}
             */
            priority?: "high" | "normal" | "low";
            /**
             * Format: uri
             * @description Gets a signed POST when the operation is final. Without it, the callback URL of the API key, if it has one.
             */
            callback_url?: string;
        };
        /** @description A link that is replaced in each period. Unknown fields are refused. */
        RotationRequest: {
            /** @description Its name: no two of yours have the same. */
            name: string;
            /** @description The name of the account that makes the links. */
            account: string;
            /** @description The chat: `@name`, `name`, `t.me/name`, `name.t.me`, `https://t.me/+hash` (the account must be in the chat; upper and lower case count), `t.me/c/ID`, `-100ID` for a channel or supergroup, `-ID` for a basic group, the address of the chat in Telegram Web (not `#-ID` of Web K, which channels and basic groups share: write the id), or an InputPeer, Message or Update as JSON, as your library prints it. Without it, the account's default peer. */
            peer?: string | number | Record<string, never>;
            /** @description How long a period is: an ISO 8601 duration from PT15M to P366D, counted from now. Years, months, weeks and days follow the calendar in `time_zone`. Either this or `cron`. */
            every?: string;
            /** @description When periods begin: minute, hour, day, month, weekday, in `time_zone`; also `L`, `W` and `#`. The first link is made at once. No period may be shorter than 15 minutes. Either this or `every`. */
            cron?: string;
            /** @description A name of the IANA time zone database. Without it, UTC. */
            time_zone?: string;
            /** @description How long a link still works after another one became the current one: an ISO 8601 duration of weeks, days, hours, minutes and seconds, shorter than the shortest period. Without it, an hour, or half of a shorter period. */
            overlap?: string;
            /** @description What every link has, in the words of `POST /v1/invites`. `single_use` is refused. */
            template?: {
                title?: string;
                usage_limit?: number;
                request_needed?: boolean;
                subscription_pricing?: {
                    period: number;
                    amount: number;
                };
                single_use?: boolean;
                /** @enum {unknown} */
                track_joins?: true | "names" | false;
            };
            /** @description Makes `GET /j/{slug}` lead everybody to the current link. No two rotations have the same, also not of different tenants. Whoever guesses it may join, so choose one that is not guessed where that matters. */
            slug?: string;
            /**
             * Format: uri
             * @description Gets a signed POST for each link that was made or could not be made, as the `callback_url` of an invite does. Without it, the callback URL of the API key, if it has one.
             */
            callback_url?: string;
        } & (unknown | unknown);
        /** @description How a rotation is rotated now. */
        RotateRequest: {
            /** @description How long the current link still works: an ISO 8601 duration. `PT0S` revokes it as soon as the new one is made. Links before it that are not revoked yet work no longer than that either. Without it, the overlap of the rotation. `P366D` at most. */
            overlap?: string;
        };
        /** @description How the decision is made. Unknown fields are refused. */
        InviteDecisionRequest: {
            /**
             * @description Which operations of the account come first. Without it, `normal`.
             * @enum {string}
             */
            priority?: "high" | "normal" | "low";
            /**
             * Format: uri
             * @description Gets a signed POST when the operation is final. Without it, the callback URL of the API key, if it has one.
             */
            callback_url?: string;
        };
        /** @description How the decision is made. Unknown fields are refused. */
        ChatDecisionRequest: {
            /**
             * @description Which operations of the account come first. Without it, `normal`.
             * @enum {string}
             */
            priority?: "high" | "normal" | "low";
            /**
             * Format: uri
             * @description Gets a signed POST when the operation is final. Without it, the callback URL of the API key, if it has one.
             */
            callback_url?: string;
            /** @description The chat, in any form that a request takes. Without it, the account's default chat, if it has one. */
            peer?: unknown;
        };
        /** @description A request for one link, with the field names of https://core.telegram.org/method/messages.exportChatInvite. Unknown fields are refused. */
        InviteRequest: {
            /** @description The name of the account that makes the link. */
            account: string;
            /** @description The chat: `@name`, `name`, `t.me/name`, `name.t.me`, `https://t.me/+hash` (the account must be in the chat; upper and lower case count), `t.me/c/ID`, `-100ID` for a channel or supergroup, `-ID` for a basic group, the address of the chat in Telegram Web (not `#-ID` of Web K, which channels and basic groups share: write the id), or an InputPeer, Message or Update as JSON, as your library prints it. Without it, the account's default peer. */
            peer?: string | number | Record<string, never>;
            /** @description Another name of `peer`. */
            chat_id?: string | number | Record<string, never>;
            /** @description The title of the link, shown to administrators only: 0 to 32 characters (Unicode code points). A run of spaces and control characters becomes one space first. */
            title?: string;
            /** @description When the link ends: Unix seconds, in the future. */
            expire_date?: number;
            /** @description When the link ends: seconds counted from the moment it is made. */
            expire_in?: number;
            /** @description How many people may join by the link. */
            usage_limit?: number;
            /** @description Joins need the approval of an administrator. Excludes `usage_limit`. */
            request_needed?: boolean;
            /** @description What a member pays: https://core.telegram.org/api/subscriptions#channel-subscriptions. For channels only. Excludes `expire_date`, `expire_in`, `usage_limit` and `request_needed`. */
            subscription_pricing?: {
                period: number;
                amount: number;
            };
            /** @description `true` revokes the account's earlier permanent link of the chat. The service never sets it for you. */
            legacy_revoke_permanent?: boolean;
            /**
             * @description Whether those who join by the link are told, by GET /v1/invites/{id}/joins and as events: `true` with the user id, `"names"` with the first name and the username too, `false` not at all. Personal data: it is kept for a few days, see docs/data-protection.md. Without it, what the API key says, and else not.
             * @enum {unknown}
             */
            track_joins?: true | "names" | false;
            /** @description `true` revokes the link as soon as the first join by it is seen, which a `usage_limit` does not: when a member leaves, the link works again. It sets `usage_limit` to 1 and `track_joins`. Excludes `request_needed`, `subscription_pricing`, `legacy_revoke_permanent`, and another `usage_limit`. */
            single_use?: boolean;
            /** @description When to give up: Unix seconds, at most 30 days ahead. Without it, after 30 days. */
            deadline?: number;
            /**
             * @description Which requests of the account come first. Without it, `normal` for a single request and `low` for those of a batch. Within a priority the API keys take turns. No invite is overtaken by one that was accepted more than 3 hours after it.
             * @enum {string}
             */
            priority?: "high" | "normal" | "low";
            /**
             * Format: uri
             * @description Gets a signed POST when the invite is final (see Webhooks). It takes `https` on port 443 at a public address; a service on one machine also takes any `http` or `https` address of that machine. Without it, the callback URL of the API key, if it has one.
             */
            callback_url?: string;
            /** @description Up to 16 pairs of strings. Answers about the invite echo them. The key `__proto__` is reserved. */
            metadata?: {
                [key: string]: string;
            };
        } & (unknown & unknown & unknown & unknown & unknown & unknown & unknown & unknown & unknown & unknown & unknown & unknown);
        /** @description What is to be changed about a link: one field at least. Unknown fields are refused. */
        LinkChangeRequest: {
            /** @description The new title, shown to administrators only. `null` or an empty one removes it. */
            title?: string | null;
            /** @description When the link ends: Unix seconds, in the future. `null` removes the end. */
            expire_date?: number | null;
            /** @description When the link ends: seconds counted from when this request is accepted. `null` removes the end. */
            expire_in?: number | null;
            /** @description How many people may join by the link. `null` removes the limit. */
            usage_limit?: number | null;
            /** @description Joins need the approval of an administrator. Excludes a usage limit. */
            request_needed?: boolean;
            /**
             * @description What is told of those who join by the link from now on, as in a request: `true`, `"names"` or `false`. Alone it takes also the permanent link of the account, and links of other makers.
             * @enum {unknown}
             */
            track_joins?: true | "names" | false;
            /**
             * @description Which operations of the account come first. Without it, `normal`.
             * @enum {string}
             */
            priority?: "high" | "normal" | "low";
            /**
             * Format: uri
             * @description Gets a signed POST when the operation is final. Without it, the callback URL of the API key, if it has one.
             */
            callback_url?: string;
        };
        /** @description Either `items`: 1 to 100 requests. Or `item` and `count`: one request, and how many links to make for it. All are checked before any is stored. */
        BatchRequest: {
            items: components["schemas"]["InviteRequest"][];
        } | {
            item: components["schemas"]["InviteRequest"];
            /** @description How many links to make. */
            count: number;
        };
        /**
         * @description - `queued`: it waits for its turn
         *     - `running`: a worker is making the link
         *     - `waiting`: `wait.reason` says what for, `wait.retry_at` until when
         *     - `blocked`: its account needs its operator, and `error` says why; it goes on when the account is repaired
         *     - `succeeded`: final: `invite.link` is the link
         *     - `failed`: final: `error` says why
         *     - `cancelled`: final: you cancelled it
         *     - `expired`: final: its deadline passed
         * @enum {string}
         */
        InviteStatus: "queued" | "running" | "waiting" | "blocked" | "succeeded" | "failed" | "cancelled" | "expired";
        /**
         * @description - `input`: Telegram refuses something in the request: correct it and ask again.
         *     - `rights`: The account may not do this in this chat: grant the right, then ask again.
         *     - `flood`: Telegram asks for a wait: the service waits and goes on.
         *     - `account_halted`: Telegram has limited the account. Its invites wait until its operator repairs and resumes it.
         *     - `session_dead`: The session has ended. The invites of the account wait until its operator logs it in again.
         *     - `app`: Telegram refuses the api_id of the account. Its invites wait until its operator logs it in with a valid one.
         *     - `moved`: The account lives in another data centre. Its invites wait until its operator checks it.
         *     - `transient`: A failure of Telegram that passes: the service tries again.
         *     - `bug`: A fault in this service: please report it.
         *     - `unknown`: An error that this service does not know: the service tries again.
         *     - `account`: The operator has halted the account (its invites wait) or removed it.
         *     - `exhausted`: The service has used up its attempts: look at Telegram, then ask again.
         *     - `expired`: The deadline passed: ask again with a later one.
         * @enum {string}
         */
        ErrorClass: "input" | "rights" | "flood" | "account_halted" | "session_dead" | "app" | "moved" | "transient" | "bug" | "unknown" | "account" | "exhausted" | "expired";
        /** @description Why an invite or an operation failed, expired or is blocked. `/problems/{type}` explains each type. */
        InviteError: {
            /** @description Telegram's own error type, such as `CHAT_ADMIN_REQUIRED`, or one of `ACCOUNT_HALTED`, `ACCOUNT_REMOVED`, `ATTEMPTS_EXHAUSTED`, `DEADLINE_PASSED`, and for operations `INVITE_NOT_MADE`, `INVITE_REVOKED`, `INVITE_NOT_REVOKED`. */
            type: string;
            class: components["schemas"]["ErrorClass"];
            /** @description Telegram's numeric code, if Telegram answered. Decide by `type`. */
            code?: number;
            /** @description What happened and what to do, in a sentence or two. */
            detail: string;
        };
        /** @description What a member pays: https://core.telegram.org/api/subscriptions#channel-subscriptions */
        SubscriptionPricing: {
            /**
             * @description Seconds. Telegram takes 30 days only.
             * @constant
             */
            period: 2592000;
            /** @description Telegram Stars for each period. */
            amount: number;
        };
        /** @description The link, with the field names of https://core.telegram.org/constructor/chatInviteExported */
        ExportedInvite: {
            /**
             * Format: uri
             * @description The link itself. People report that Telegram may call a new link expired for its first seconds.
             */
            link: string;
            /** @description User id of the account that made it. It has 64 bits, so it is a string. */
            admin_id: string;
            /** @description When it was made, in Unix seconds. */
            date: number;
            /** @description Whether it is the account's own permanent link for the chat. */
            permanent: boolean;
            /** @description Whether joins need the approval of an administrator. */
            request_needed: boolean;
            /** @description Whether it was revoked. */
            revoked: boolean;
            /** @description Shown to administrators only. */
            title?: string;
            /** @description When it ends, in Unix seconds. */
            expire_date?: number;
            /** @description How many people may join by it. */
            usage_limit?: number;
            subscription_pricing?: components["schemas"]["SubscriptionPricing"];
        };
        /** @description What a waiting invite waits for. */
        InviteWait: {
            /** @description Telegram's error type such as `FLOOD_WAIT`, `OUTCOME_UNKNOWN` while nobody knows what came of a call, or `EARLIER_OPERATION`: an operation waits for what was asked for before it on the same link. */
            reason: string;
            /** @description Telegram's method that must not be called meanwhile, such as `messages.exportChatInvite`. */
            method?: string;
            /**
             * Format: date-time
             * @description When it goes on. RFC 3339, in UTC.
             */
            retry_at: string;
        };
        /** @description The batch that the invite was made in. */
        InviteBatch: {
            /** @description The id of the batch: GET /v1/batches/{id}. */
            id: string;
            /** @description Its place in the batch, counted from 0. */
            index: number;
        };
        /** @description The webhook of the invite, and the state of its delivery. */
        InviteCallback: {
            /**
             * Format: uri
             * @description Where the event goes when the invite is final.
             */
            url: string;
            /**
             * @description `pending`: not yet delivered. `failed`: given up after a day. `disabled`: the service sends nothing to this URL any more, because every delivery failed for 3 days or the URL answered 410.
             * @enum {string}
             */
            status: "pending" | "delivered" | "failed" | "disabled";
            /** @description How often delivery was tried. */
            attempts: number;
            /** @description Why the last attempt failed. */
            last_error?: string;
        };
        /** @description A request for one link, and its state. It echoes the fields of the request as the service understood them. */
        Invite: {
            /** @description The id of the invite. */
            id: string;
            status: components["schemas"]["InviteStatus"];
            /** @description The account that makes the link. */
            account: string;
            /** @description The chat, as the request named it. A whole message is reduced to its peer. */
            peer: string | {
                [key: string]: unknown;
            };
            /** @description Title of the link. */
            title?: string;
            /** @description As requested, in Unix seconds. */
            expire_date?: number;
            /** @description As requested, in seconds from the moment the link is made. */
            expire_in?: number;
            /** @description As requested. */
            usage_limit?: number;
            /** @description As requested. */
            request_needed?: boolean;
            subscription_pricing?: components["schemas"]["SubscriptionPricing"];
            /** @description As requested. */
            legacy_revoke_permanent?: boolean;
            /**
             * @description What is told of those who join by the link: `true`: the user id; `names`: the first name and the username too; `false` or absent: nothing.
             * @enum {unknown}
             */
            track_joins?: true | "names" | false;
            /** @description As requested: the link is revoked when the first join by it is seen. */
            single_use?: boolean;
            /** @description As requested. */
            metadata?: {
                [key: string]: string;
            };
            /** @description As requested, in Unix seconds. */
            deadline?: number;
            /**
             * @description As requested, or the usual one. Older invites have none.
             * @enum {string}
             */
            priority?: "high" | "normal" | "low";
            /**
             * @description A sync has found the link, and this service has not made it. Absent on every other invite.
             * @constant
             */
            origin?: "adopted";
            batch?: components["schemas"]["InviteBatch"];
            /** @description The name of the pool that its link was made for. */
            pool?: string;
            /**
             * Format: date-time
             * @description When its link was taken from the pool. RFC 3339, in UTC.
             */
            taken_at?: string;
            /** @description Of a taken link: whether it has the title and the end that were asked for. */
            settled?: boolean;
            settle_error?: components["schemas"]["InviteError"];
            /** @description How many calls of Telegram's method were begun so far. */
            attempts: number;
            /**
             * Format: date-time
             * @description When it was accepted. RFC 3339, in UTC.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it last changed. RFC 3339, in UTC.
             */
            updated_at: string;
            /**
             * Format: date-time
             * @description When it was cancelled. Present while the outcome of a call is still unknown. RFC 3339, in UTC.
             */
            cancel_requested_at?: string;
            /**
             * Format: date-time
             * @description When it became final. It is kept for 30 days after that. RFC 3339, in UTC.
             */
            finished_at?: string;
            wait?: components["schemas"]["InviteWait"];
            /**
             * @description What Telegram answered: https://core.telegram.org/type/ExportedChatInvite. With `chatInvitePublicJoinRequests` there is no link: the chat is public, and people join at its own address.
             * @enum {string}
             */
            outcome?: "chatInviteExported" | "chatInvitePublicJoinRequests";
            invite?: components["schemas"]["ExportedInvite"] | null;
            /**
             * @description Whether people can join by the link: `active`, `expired` (by its date), `used_up` (by its limit), `revoked`, `deleted`, or `unknown` (an operation was given up whose last call may have been executed: refresh it). All but `expired` and `unknown` are as Telegram told at `as_of`.
             * @enum {string}
             */
            link_status?: "active" | "expired" | "used_up" | "revoked" | "deleted" | "unknown";
            /** @description How many have joined by the link, as Telegram told at `as_of`. */
            usage?: number;
            /** @description How many requests to join wait for an administrator, likewise. */
            requested?: number;
            /**
             * Format: date-time
             * @description When Telegram last told of the link. RFC 3339, in UTC.
             */
            as_of?: string;
            replaced_by?: components["schemas"]["ExportedInvite"];
            /** @description Why there is no link although the invite succeeded. */
            detail?: string;
            error?: components["schemas"]["InviteError"];
            callback?: components["schemas"]["InviteCallback"];
        };
        /** @description Invites, newest first. */
        InvitePage: {
            items: components["schemas"]["Invite"][];
            /** @description Present while there is more. Send it as `cursor`, unchanged. A short or empty page can have one too. */
            next_cursor?: string;
        };
        /** @description Somebody who came into a chat. */
        Join: {
            /** @description The id of the event: the same in lists and in webhooks. */
            id: string;
            /**
             * Format: date-time
             * @description When, by Telegram's clock, in whole seconds. RFC 3339, in UTC.
             */
            joined_at: string;
            /** @description The invite by whose link. Absent where Telegram does not tell the link. */
            invite_id?: string;
            /** @description The account of the invite. */
            account?: string;
            /** @description The chat, as the Bot API numbers it: `-100ID` or `-ID`. */
            chat_id: string;
            /** @description The Telegram user. It has 64 bits, so it is a string. */
            user_id: string;
            /** @description First name, as the person wrote it. Only with `track_joins` `names`. */
            first_name?: string;
            /** @description Username, without the @. Only with `track_joins` `names`. */
            username?: string;
            /**
             * @description By the link at once, or by a request that was approved. Absent without `invite_id`.
             * @enum {string}
             */
            via?: "link" | "request";
            /** @description The user id of the administrator who approved the request. */
            approved_by?: string;
            /** @description The number of the event among those of the link. Absent without `invite_id`. */
            number?: number;
        };
        /** @description Why the chat cannot be watched now. Joins are told later, where Telegram still tells them then: it keeps them for 48 hours. */
        JoinTrouble: {
            /** @description Telegram's error type, such as `CHAT_ADMIN_REQUIRED`, or `ACCOUNT_HALTED`. */
            type: string;
            /** @description What happened and what to do. */
            detail: string;
            /**
             * Format: date-time
             * @description When the chat was last looked at in vain. RFC 3339, in UTC.
             */
            at: string;
        };
        /** @description Joins, newest first. */
        JoinPage: {
            items: components["schemas"]["Join"][];
            /** @description Present while there is more. Send it as `cursor`, unchanged. A short or empty page can have one too. */
            next_cursor?: string;
        };
        /** @description The joins by the link of an invite, newest first, and how well they are known. */
        InviteJoins: {
            /**
             * @description What is told of those who join by the link: `true`: the user id; `names`: the first name and the username too; `false` or absent: nothing.
             * @enum {unknown}
             */
            track_joins: true | "names" | false;
            /**
             * Format: date-time
             * @description Joins from then on are told. Absent before the link is made, or tracked. RFC 3339, in UTC.
             */
            since?: string;
            /** @description How many have joined by the link since then. It counts those that are forgotten too. */
            joins: number;
            /** @description Joins that Telegram counts and does not name, when the two were last compared. */
            missing?: number;
            /**
             * Format: date-time
             * @description When the chat was last looked at. Absent before the first look. RFC 3339, in UTC.
             */
            as_of?: string;
            trouble?: components["schemas"]["JoinTrouble"];
            items: components["schemas"]["Join"][];
            /** @description Present while there is more. Send it as `cursor`, unchanged. A short or empty page can have one too. */
            next_cursor?: string;
        };
        /** @description A person was forgotten. */
        ErasedPerson: {
            /** @description Whom. */
            user_id: string;
            /** @description Rows that were erased: joins, and requests to join. 0 where nothing was stored. */
            erased: number;
        };
        /** @description What an edit changes, with the field names of https://core.telegram.org/method/messages.editExportedChatInvite. */
        LinkChanges: {
            title?: string | null;
            expire_date?: number | null;
            usage_limit?: number | null;
            /** @description Whether joins need the approval of an administrator. */
            request_needed?: boolean;
            /**
             * @description What is told of those who join by the link: `true`: the user id; `names`: the first name and the username too; `false` or absent: nothing.
             * @enum {unknown}
             */
            track_joins?: true | "names" | false;
        };
        /** @description How many links a sync has read so far, and what became of them. */
        SyncProgress: {
            /** @description Links that Telegram has listed. */
            links: number;
            /** @description Those that were no invites of the account, and are now. */
            adopted: number;
            /** @description Those that were invites already. What is known of them is as of now. */
            updated: number;
            /** @description Those that were left alone: a request that is not settled yet may have made them. The next sync takes them. */
            left: number;
        };
        /** @description Something that is done to the link of an invite; a sync, which reads all links of a chat; a decision about people who ask to join, or a look at who asks. The operations on one link are done in the order in which they were accepted. */
        Operation: {
            /** @description The id of the operation. */
            id: string;
            /**
             * @description What is done.
             * @enum {string}
             */
            kind: "edit" | "revoke" | "delete" | "refresh" | "sync" | "approve" | "decline" | "requests";
            status: components["schemas"]["InviteStatus"];
            /** @description The invite whose link it is. What is about a whole chat has none. */
            invite_id?: string;
            /** @description The account that does it. */
            account: string;
            batch?: components["schemas"]["InviteBatch"];
            changes?: components["schemas"]["LinkChanges"];
            /** @description Of what is about a chat: the chat, as the request named it. */
            peer?: string | {
                [key: string]: unknown;
            };
            user_id?: string | null;
            /** @description Of a sync: whether it reads revoked links too. */
            revoked?: boolean;
            /**
             * @description Of a sync: it reads the links of all administrators.
             * @constant
             */
            admins?: "all";
            progress?: components["schemas"]["SyncProgress"];
            /**
             * @description Which come first.
             * @enum {string}
             */
            priority?: "high" | "normal" | "low";
            /** @description The name of the API key that asked for it. */
            key?: string;
            /** @description How many calls of Telegram's method were begun so far. */
            attempts: number;
            /**
             * Format: date-time
             * @description When it was accepted. RFC 3339, in UTC.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it last changed. RFC 3339, in UTC.
             */
            updated_at: string;
            /**
             * Format: date-time
             * @description When it became final. It is kept for 30 days after that. RFC 3339, in UTC.
             */
            finished_at?: string;
            wait?: components["schemas"]["InviteWait"];
            /**
             * @description What came of a decision. `missing`: the person does not ask here, or no more; the request was decided before, perhaps by a call of this operation that had no answer, or was taken back. `already_member`: the person is in.
             * @enum {string}
             */
            decided?: "approved" | "declined" | "missing" | "already_member";
            invite?: components["schemas"]["ExportedInvite"];
            /** @description How many have joined by the link, as Telegram told at the end. */
            usage?: number;
            /** @description How many requests to join wait for an administrator, likewise; of a look, in the chat or by the link. */
            requested?: number;
            replaced_by?: components["schemas"]["ExportedInvite"];
            error?: components["schemas"]["InviteError"];
            callback?: components["schemas"]["InviteCallback"];
        };
        /** @description Operations, newest first. */
        OperationPage: {
            items: components["schemas"]["Operation"][];
            /** @description Present while there is more. Send it as `cursor`, unchanged. A short or empty page can have one too. */
            next_cursor?: string;
        };
        /** @description What is wrong with one field. */
        FieldProblem: {
            /** @description The path of the field, such as `items.3.usage_limit`. It is empty for the whole body, and `""` for an empty name. */
            field: string;
            /** @description What the field takes, in a sentence. */
            detail: string;
        };
        /** @description The body is empty, is not UTF-8, is nested too deeply, or breaks the grammar of JSON. Correct the body at the place that "detail" names, and send it again. */
        MalformedJsonProblem: {
            /** @constant */
            type: "urn:invite-spool:problem:malformed-json";
            /** @constant */
            title: "The body is not JSON";
            /** @constant */
            status: 400;
            /** @description What happened this time, for people to read. */
            detail: string;
            /** @description The id of this request. It is in the log of the service. */
            instance: string;
            position?: number;
            line?: number;
            column?: number;
        };
        /** @description The Idempotency-Key does not have 1 to 255 printable ASCII characters. Send a shorter or simpler key, such as a UUID or the number of the order. */
        IdempotencyKeyInvalidProblem: {
            /** @constant */
            type: "urn:invite-spool:problem:idempotency-key-invalid";
            /** @constant */
            title: "The Idempotency-Key is invalid";
            /** @constant */
            status: 400;
            /** @description What happened this time, for people to read. */
            detail: string;
            /** @description The id of this request. It is in the log of the service. */
            instance: string;
        };
        /** @description The API key is missing, malformed, unknown, revoked or expired. The API does not say which. Send "Authorization: Bearer isk_..." with a key that works. The operator makes keys with "npm run key -- create NAME". */
        UnauthorizedProblem: {
            /** @constant */
            type: "urn:invite-spool:problem:unauthorized";
            /** @constant */
            title: "Unauthorized";
            /** @constant */
            status: 401;
            /** @description What happened this time, for people to read. */
            detail: string;
            /** @description The id of this request. It is in the log of the service. */
            instance: string;
        };
        /** @description The API key is valid, but does not have the scope that this request needs. Use a key that has the scope, or ask the operator for one. */
        InsufficientScopeProblem: {
            /** @constant */
            type: "urn:invite-spool:problem:insufficient-scope";
            /** @constant */
            title: "The API key may not do this";
            /** @constant */
            status: 403;
            /** @description What happened this time, for people to read. */
            detail: string;
            /** @description The id of this request. It is in the log of the service. */
            instance: string;
            scope: string;
        };
        /** @description This concerns all accounts of the tenant, and the API key may use some of them only. Use a key that may use every account, or ask the operator for one. */
        LimitedKeyProblem: {
            /** @constant */
            type: "urn:invite-spool:problem:limited-key";
            /** @constant */
            title: "The API key may use some accounts only";
            /** @constant */
            status: 403;
            /** @description What happened this time, for people to read. */
            detail: string;
            /** @description The id of this request. It is in the log of the service. */
            instance: string;
        };
        /** @description There is nothing at this path. Compare the path with those in the documentation at /docs. */
        NotFoundProblem: {
            /** @constant */
            type: "urn:invite-spool:problem:not-found";
            /** @constant */
            title: "Not found";
            /** @constant */
            status: 404;
            /** @description What happened this time, for people to read. */
            detail: string;
            /** @description The id of this request. It is in the log of the service. */
            instance: string;
        };
        /** @description No invite of yours has this id. It was never made, belongs to another tenant or to an account that your key may not use, or was finished more than 30 days ago. Check the id, and that the key belongs to the tenant that made the invite. Fetch results within 30 days. */
        InviteNotFoundProblem: {
            /** @constant */
            type: "urn:invite-spool:problem:invite-not-found";
            /** @constant */
            title: "No such invite";
            /** @constant */
            status: 404;
            /** @description What happened this time, for people to read. */
            detail: string;
            /** @description The id of this request. It is in the log of the service. */
            instance: string;
        };
        /** @description No batch of yours has this id, or its invites were finished more than 30 days ago. Check the id, and that the key belongs to the tenant that made the batch. */
        BatchNotFoundProblem: {
            /** @constant */
            type: "urn:invite-spool:problem:batch-not-found";
            /** @constant */
            title: "No such batch";
            /** @constant */
            status: 404;
            /** @description What happened this time, for people to read. */
            detail: string;
            /** @description The id of this request. It is in the log of the service. */
            instance: string;
        };
        /** @description No operation of yours has this id. It was never asked for, belongs to another tenant or to an account that your key may not use, or was finished more than 30 days ago. Check the id. GET /v1/operations lists your operations. */
        OperationNotFoundProblem: {
            /** @constant */
            type: "urn:invite-spool:problem:operation-not-found";
            /** @constant */
            title: "No such operation";
            /** @constant */
            status: 404;
            /** @description What happened this time, for people to read. */
            detail: string;
            /** @description The id of this request. It is in the log of the service. */
            instance: string;
        };
        /** @description No account of yours has this name, or your key may not use it. GET /v1/accounts lists your accounts. */
        AccountNotFoundProblem: {
            /** @constant */
            type: "urn:invite-spool:problem:account-not-found";
            /** @constant */
            title: "No such account";
            /** @constant */
            status: 404;
            /** @description What happened this time, for people to read. */
            detail: string;
            /** @description The id of this request. It is in the log of the service. */
            instance: string;
        };
        /** @description No pool of yours has this name, it was deleted, or its account is one that your key may not use. GET /v1/pools lists your pools. */
        PoolNotFoundProblem: {
            /** @constant */
            type: "urn:invite-spool:problem:pool-not-found";
            /** @constant */
            title: "No such pool";
            /** @constant */
            status: 404;
            /** @description What happened this time, for people to read. */
            detail: string;
            /** @description The id of this request. It is in the log of the service. */
            instance: string;
        };
        /** @description No rotation of yours has this name. It was never made, was deleted, or is on an account that your key may not use. Check the name. GET /v1/rotations lists your rotations. */
        RotationNotFoundProblem: {
            /** @constant */
            type: "urn:invite-spool:problem:rotation-not-found";
            /** @constant */
            title: "No such rotation";
            /** @constant */
            status: 404;
            /** @description What happened this time, for people to read. */
            detail: string;
            /** @description The id of this request. It is in the log of the service. */
            instance: string;
        };
        /** @description This path takes other methods. Use one of the methods in the Allow header. */
        MethodNotAllowedProblem: {
            /** @constant */
            type: "urn:invite-spool:problem:method-not-allowed";
            /** @constant */
            title: "Method not allowed";
            /** @constant */
            status: 405;
            /** @description What happened this time, for people to read. */
            detail: string;
            /** @description The id of this request. It is in the log of the service. */
            instance: string;
            allow: string[];
        };
        /** @description The invite has no link, or its link is in a state in which this cannot be done. Nothing was stored. Read "detail": it says what the state is and what to do. GET /v1/invites/{id} shows the link, POST /v1/invites/{id}/refresh asks Telegram. */
        LinkStateProblem: {
            /** @constant */
            type: "urn:invite-spool:problem:link-state";
            /** @constant */
            title: "The link does not allow this";
            /** @constant */
            status: 409;
            /** @description What happened this time, for people to read. */
            detail: string;
            /** @description The id of this request. It is in the log of the service. */
            instance: string;
        };
        /** @description No link lies ready in the pool, and the request said not to make one. Leave out "if_empty": then the link is made as by POST /v1/invites. Or take one later: GET /v1/pools/{name} says when the pool will be full. */
        PoolEmptyProblem: {
            /** @constant */
            type: "urn:invite-spool:problem:pool-empty";
            /** @constant */
            title: "The pool is empty";
            /** @constant */
            status: 409;
            /** @description What happened this time, for people to read. */
            detail: string;
            /** @description The id of this request. It is in the log of the service. */
            instance: string;
        };
        /** @description You have another one of this name, it is being deleted, or somebody has the slug. Nothing was stored. Read "detail": it says which. Choose another name or slug, or delete the one that has it and wait until it is gone. */
        NameTakenProblem: {
            /** @constant */
            type: "urn:invite-spool:problem:name-taken";
            /** @constant */
            title: "The name is taken";
            /** @constant */
            status: 409;
            /** @description What happened this time, for people to read. */
            detail: string;
            /** @description The id of this request. It is in the log of the service. */
            instance: string;
        };
        /** @description The body of the request did not arrive in time. Only a service on one machine gives this answer. Send the request again over a faster connection. */
        RequestTimeoutProblem: {
            /** @constant */
            type: "urn:invite-spool:problem:request-timeout";
            /** @constant */
            title: "The request took too long";
            /** @constant */
            status: 408;
            /** @description What happened this time, for people to read. */
            detail: string;
            /** @description The id of this request. It is in the log of the service. */
            instance: string;
        };
        /** @description The body has more bytes than this path takes. Split the batch, or write each peer as its @username or id instead of a whole message. */
        ContentTooLargeProblem: {
            /** @constant */
            type: "urn:invite-spool:problem:content-too-large";
            /** @constant */
            title: "The body is too large";
            /** @constant */
            status: 413;
            /** @description What happened this time, for people to read. */
            detail: string;
            /** @description The id of this request. It is in the log of the service. */
            instance: string;
        };
        /** @description The Content-Type is not JSON, or is missing. Send "Content-Type: application/json". */
        UnsupportedMediaTypeProblem: {
            /** @constant */
            type: "urn:invite-spool:problem:unsupported-media-type";
            /** @constant */
            title: "Unsupported media type";
            /** @constant */
            status: 415;
            /** @description What happened this time, for people to read. */
            detail: string;
            /** @description The id of this request. It is in the log of the service. */
            instance: string;
        };
        /** @description A field is missing, unknown or out of its range, or two fields exclude each other. Nothing was stored. Correct every field that "errors" names, and send the request again. */
        InvalidRequestProblem: {
            /** @constant */
            type: "urn:invite-spool:problem:invalid-request";
            /** @constant */
            title: "The request is invalid";
            /** @constant */
            status: 422;
            /** @description What happened this time, for people to read. */
            detail: string;
            /** @description The id of this request. It is in the log of the service. */
            instance: string;
            errors: components["schemas"]["FieldProblem"][];
        };
        /** @description This Idempotency-Key belongs to an earlier request with another body. Nothing was stored. Use a new key for a new request. To repeat the earlier request, send exactly its body. */
        IdempotencyKeyReusedProblem: {
            /** @constant */
            type: "urn:invite-spool:problem:idempotency-key-reused";
            /** @constant */
            title: "The Idempotency-Key was used for another request";
            /** @constant */
            status: 422;
            /** @description What happened this time, for people to read. */
            detail: string;
            /** @description The id of this request. It is in the log of the service. */
            instance: string;
        };
        /** @description The account has no room for more unfinished invites. Nothing was stored. Send the request again after the seconds in Retry-After, with the same Idempotency-Key. They are computed from the pace and the wait of the account. */
        TooManyPendingProblem: {
            /** @constant */
            type: "urn:invite-spool:problem:too-many-pending";
            /** @constant */
            title: "The account has too many unfinished invites";
            /** @constant */
            status: 429;
            /** @description What happened this time, for people to read. */
            detail: string;
            /** @description The id of this request. It is in the log of the service. */
            instance: string;
            /** @enum {string} */
            account_status: "active" | "halted" | "dead";
        };
        /** @description The API key has used up its quota of unfinished invites. Nothing was stored. Send the request again after the seconds in Retry-After, with the same Idempotency-Key. They are computed from the pace and the wait of the account, and from the places of your invites in its line. Or ask the operator for a larger quota: "npm run key -- rotate ID --max-pending N". */
        QuotaUsedUpProblem: {
            /** @constant */
            type: "urn:invite-spool:problem:quota-used-up";
            /** @constant */
            title: "The API key has too many unfinished invites";
            /** @constant */
            status: 429;
            /** @description What happened this time, for people to read. */
            detail: string;
            /** @description The id of this request. It is in the log of the service. */
            instance: string;
        };
        /** @description The API key has used up its requests for this minute. Send the request again after the seconds in Retry-After. The RateLimit header of every answer says how many are left. */
        RateLimitedProblem: {
            /** @constant */
            type: "urn:invite-spool:problem:rate-limited";
            /** @constant */
            title: "Too many requests";
            /** @constant */
            status: 429;
            /** @description What happened this time, for people to read. */
            detail: string;
            /** @description The id of this request. It is in the log of the service. */
            instance: string;
        };
        /** @description Something failed in this service. Repeat the request once, with the same Idempotency-Key. If it fails again, give the id in "instance" to the operator. */
        InternalErrorProblem: {
            /** @constant */
            type: "urn:invite-spool:problem:internal-error";
            /** @constant */
            title: "Internal error";
            /** @constant */
            status: 500;
            /** @description What happened this time, for people to read. */
            detail: string;
            /** @description The id of this request. It is in the log of the service. */
            instance: string;
        };
        /** @description The invite, or its operations, changed at every attempt to do what was asked for. Or the link has so many unfinished operations that it takes no more. Or it was taken from a pool, and cannot be edited before it has the title and the end it was taken with. Send the same request again, after the seconds in Retry-After. */
        BusyProblem: {
            /** @constant */
            type: "urn:invite-spool:problem:busy";
            /** @constant */
            title: "The invite is being worked on";
            /** @constant */
            status: 503;
            /** @description What happened this time, for people to read. */
            detail: string;
            /** @description The id of this request. It is in the log of the service. */
            instance: string;
        };
        /** @description The bodies of other requests use up the memory for requests. Only a service on one machine gives this answer. Send the request again after the seconds in Retry-After, with the same Idempotency-Key. */
        OverloadedProblem: {
            /** @constant */
            type: "urn:invite-spool:problem:overloaded";
            /** @constant */
            title: "Too much at once";
            /** @constant */
            status: 503;
            /** @description What happened this time, for people to read. */
            detail: string;
            /** @description The id of this request. It is in the log of the service. */
            instance: string;
        };
        /** @description The service cannot reach its database at the moment. Repeat the request after the seconds in Retry-After, with the same Idempotency-Key if it is a POST. */
        UnavailableProblem: {
            /** @constant */
            type: "urn:invite-spool:problem:unavailable";
            /** @constant */
            title: "Unavailable for the moment";
            /** @constant */
            status: 503;
            /** @description What happened this time, for people to read. */
            detail: string;
            /** @description The id of this request. It is in the log of the service. */
            instance: string;
        };
        /** @description A type of problem, or an error that an invite can end in. */
        ProblemType: {
            /** @description The problem's type URI, or the error's type. */
            type: string;
            /** @description Of a problem: its title. */
            title?: string;
            /** @description Of a problem: its HTTP status. */
            status?: number;
            class?: components["schemas"]["ErrorClass"];
            /** @description What happened. */
            means: string;
            /** @description What to do about it. */
            what_to_do: string;
            /**
             * Format: uri-reference
             * @description Path of its page.
             */
            page: string;
            /**
             * @description Of an error with which only the login of an account ends: no request does.
             * @constant
             */
            at_login?: true;
        };
        /** @description Every problem that the API answers with, and every error that an invite can end in. */
        ProblemTypeList: {
            problems: components["schemas"]["ProblemType"][];
            errors: components["schemas"]["ProblemType"][];
        };
        /** @description Why an account is not active, and since when. */
        AccountTrouble: {
            /** @description Telegram's error type, or `ACCOUNT_HALTED`. */
            type: string;
            class: components["schemas"]["ErrorClass"];
            /** @description What happened and what to do. */
            detail: string;
            /**
             * Format: date-time
             * @description When it was found. RFC 3339, in UTC.
             */
            at?: string;
        };
        /** @description A Telegram account of yours that makes links. */
        Account: {
            /** @description Its name in requests. */
            name: string;
            /**
             * @description `active`: it works. `halted`: its operator must look at it. `dead`: its operator must log it in again.
             * @enum {string}
             */
            status: "active" | "halted" | "dead";
            /** @description Whether it may make a link now. */
            can_export: boolean;
            /**
             * Format: date-time
             * @description When the wait that Telegram asked for ends. It makes no link before. RFC 3339, in UTC.
             */
            blocked_until?: string;
            /** @description Telegram's waits, by method. */
            waits: {
                /** @description Telegram's method. */
                method: string;
                /**
                 * Format: date-time
                 * @description When the wait for this method ends. RFC 3339, in UTC.
                 */
                until: string;
            }[];
            /** @description Unfinished invites. */
            pending: number;
            error?: components["schemas"]["AccountTrouble"];
            /** @description The Telegram user that it logs in. */
            user?: {
                /** @description Telegram user id. It has 64 bits, so it is a string. */
                id: string;
                /** @description First name. */
                first_name: string;
                /** @description Username, without the @. */
                username?: string;
            };
            /** @description The chat for requests without a peer. */
            default_peer?: string;
        };
        /** @description The accounts that your key may use, by name. */
        AccountList: {
            accounts: components["schemas"]["Account"][];
        };
        /** @description A chat that the account is in. */
        Chat: {
            /** @description The `peer` of a request for this chat. */
            peer: string;
            /** @description Its id in the form of the Bot API: `-100ID` or `-ID`. */
            chat_id: string;
            /** @description Its title. */
            title: string;
            /** @enum {string} */
            kind: "channel" | "supergroup" | "group";
            /** @enum {string} */
            role: "creator" | "administrator" | "member";
            /** @description Whether the account may make invite links there. */
            can_export: boolean;
            /** @description Its username, without the @. */
            username?: string;
        };
        /** @description The chats of an account when the service last listed them at Telegram. */
        ChatPage: {
            chats: components["schemas"]["Chat"][];
            /** @description Present while there is more. Send it as `cursor`, unchanged. A short or empty page can have one too. */
            next_cursor?: string;
            /**
             * Format: date-time
             * @description When they were listed. Absent if they never were. RFC 3339, in UTC.
             */
            as_of?: string;
        };
        /** @description What an account did in the last six hours. */
        AccountActivity: {
            /** @description Its name. */
            account: string;
            /**
             * Format: date-time
             * @description Now. RFC 3339, in UTC.
             */
            as_of: string;
            /** @description How fast it works now: it learns from the waits. */
            pace: {
                /** @description Links a minute, in the long run. */
                per_minute: number;
                /** @description Links that it may make at once after a rest. */
                at_once: number;
            };
            /** @description The last waits, 24 at most, oldest first. Not those of a single chat. */
            waits: {
                /** @description Telegram's method. */
                method: string;
                /**
                 * Format: date-time
                 * @description When Telegram asked for it. RFC 3339, in UTC.
                 */
                at: string;
                /**
                 * Format: date-time
                 * @description When it ends. RFC 3339, in UTC.
                 */
                until: string;
                /** @description How long it is. */
                seconds: number;
            }[];
            /**
             * Format: date-time
             * @description When the first step begins. RFC 3339, in UTC.
             */
            from: string;
            /** @description Seconds in a step. */
            step: number;
            /** @description Links made in each step; `null` where they were not counted yet. */
            made: (number | null)[];
            /** @description Requests that waited at the end of each step, in the last one now; `null` before the requests that were read: 500 finished ones, of the newest 2,000 of your tenant. */
            queue: (number | null)[];
        };
        /** @description The function answers. */
        Health: {
            /** @constant */
            status: "ok";
        };
        /** @description The invites or operations of the batch by their status. */
        BatchCounts: {
            /** @description Invites that are queued. */
            queued: number;
            /** @description Invites that are running. */
            running: number;
            /** @description Invites that are waiting. */
            waiting: number;
            /** @description Invites that are blocked. */
            blocked: number;
            /** @description Invites that are succeeded. */
            succeeded: number;
            /** @description Invites that are failed. */
            failed: number;
            /** @description Invites that are cancelled. */
            cancelled: number;
            /** @description Invites that are expired. */
            expired: number;
        };
        /** @description A batch in the list of all. */
        BatchSummary: {
            /** @description The id of the batch: GET /v1/batches/{id} tells how far it is. */
            id: string;
            /** @description How many invites it has. */
            size: number;
            /**
             * Format: date-time
             * @description When it was accepted. RFC 3339, in UTC.
             */
            created_at: string;
            /** @description One of its requests. */
            example: {
                /** @description The account that makes the link. */
                account: string;
                /** @description The chat, as the request named it. */
                peer: string | {
                    [key: string]: unknown;
                };
                /** @description Title of the link. */
                title?: string;
            };
        };
        /** @description Batches of invites, newest first. */
        BatchPage: {
            batches: components["schemas"]["BatchSummary"][];
            /** @description Present while there is more. Send it as `cursor`, unchanged. A short or empty page can have one too. */
            next_cursor?: string;
        };
        /** @description Invites that were accepted together. Or the operations of one request for many links. */
        Batch: {
            /** @description The id of the batch. */
            id: string;
            /** @description How many invites or operations it has, those that are missing among them. */
            size: number;
            /** @description How many of them were not accepted, for the request broke off. The same request under the same Idempotency-Key accepts them. */
            missing?: number;
            /**
             * @description `done` when all of them are final, and nothing more comes of what is missing by itself.
             * @enum {string}
             */
            status: "running" | "done";
            counts: components["schemas"]["BatchCounts"];
            /**
             * Format: date-time
             * @description When all invites will probably be final, from the pace and waits of the accounts. Absent when nobody can tell. RFC 3339, in UTC.
             */
            estimated_done_at?: string;
            /**
             * Format: date-time
             * @description When it was accepted. RFC 3339, in UTC.
             */
            created_at: string;
            /** @description A page of its invites, in the order of the batch. */
            items: components["schemas"]["Invite"][];
            /** @description A page of its operations, where it has operations in place of invites. */
            operations?: components["schemas"]["Operation"][];
            /** @description Present while there is more. Send it as `cursor`, unchanged. A short or empty page can have one too. */
            next_cursor?: string;
        };
        /** @description An API key. Its text is shown once, when it is made, and stored nowhere. */
        ApiKey: {
            /** @description What `npm run key` knows it by. */
            id: string;
            /** @description Its name. A key and the one that replaces it share it. */
            name: string;
            /** @description Whose it is. */
            tenant: string;
            /** @description The end of its text, to tell it from others. */
            last_four?: string;
            /** @description What it may do. */
            scopes: ("invites:write" | "invites:read" | "accounts:read" | "joins:read" | "joins:write" | "keys:read")[];
            /** @description Names of the accounts that it may use; `null` for all of them. */
            accounts: string[] | null;
            /** @description Requests that it may make in a minute. */
            rate: number;
            /** @description What requests have that do not say `track_joins`. */
            track_joins: boolean | "names";
            /** @description Unfinished invites that it may have at once, on all accounts together. Absent without such a limit. */
            max_pending?: number;
            /** @description Where results go to when a request names no `callback_url`. */
            callback_url?: string;
            /**
             * Format: date-time
             * @description When it was made. RFC 3339, in UTC.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description From then on it is refused: another one has replaced it. RFC 3339, in UTC.
             */
            expires_at?: string;
            /**
             * Format: date-time
             * @description Since then it is refused. RFC 3339, in UTC.
             */
            revoked_at?: string;
        };
        /** @description The keys of your tenant, newest first. */
        ApiKeyList: {
            keys: components["schemas"]["ApiKey"][];
            /** @description There are older keys beside these. `npm run key -- list` shows them. */
            has_more: boolean;
        };
        /** @description A URL that results are sent to, and whether they arrive. */
        WebhookEndpoint: {
            /** @description The URL. */
            url: string;
            /**
             * @description `active`: the last delivery arrived. `failing`: the last one did not, and is tried again. `disabled`: nothing is sent there any more, until the operator enables it.
             * @enum {string}
             */
            state: "active" | "failing" | "disabled";
            /**
             * Format: date-time
             * @description When the first of an unbroken row of failures was. RFC 3339, in UTC.
             */
            failing_since?: string;
            /**
             * Format: date-time
             * @description Since when nothing is sent there. RFC 3339, in UTC.
             */
            disabled_at?: string;
            /** @description Failures in that row. */
            failures?: number;
            /** @description The last failure of that row. */
            last_failure?: {
                /** @description What came back, in a sentence. */
                detail: string;
                /**
                 * Format: date-time
                 * @description When that was. Absent for failures of older versions. RFC 3339, in UTC.
                 */
                at?: string;
            };
            /**
             * Format: date-time
             * @description When a delivery last arrived; later ones are noted ten minutes after it. Absent if none ever did. RFC 3339, in UTC.
             */
            delivered_at?: string;
            /** @description Results that wait to be sent there again. Only while it is `failing`; events of joins are not counted. */
            waiting?: number;
            /**
             * @description Not all that wait were counted: there can be more.
             * @constant
             */
            more_waiting?: true;
        };
        /** @description The URLs of your tenant that were called: those that need somebody first. */
        WebhookEndpointList: {
            webhooks: components["schemas"]["WebhookEndpoint"][];
            /** @description There are others beside these. `npm run webhook -- list` shows them. */
            has_more: boolean;
        };
        /** @description Somebody asks to join a chat, and waits for an administrator. */
        JoinRequest: {
            /** @description The Telegram user. The id has 64 bits, so it is a string. */
            user_id: string;
            /**
             * Format: date-time
             * @description When they asked. Telegram tells seconds. RFC 3339, in UTC.
             */
            requested_at: string;
            /** @description The invite by whose link they ask, where that is known. */
            invite_id?: string;
            /** @description Their first name. Only where the link is tracked with `"track_joins": "names"`. */
            first_name?: string;
            /** @description Their username, without the @. Likewise. */
            username?: string;
            /** @description What they write about themselves. Likewise. */
            about?: string;
        };
        /** @description Those who ask to join, newest first, as of the last look. */
        JoinRequestPage: {
            items: components["schemas"]["JoinRequest"][];
            /** @description Present while there is more. Send it as `cursor`, unchanged. A short or empty page can have one too. */
            next_cursor?: string;
            /**
             * Format: date-time
             * @description When Telegram was asked, where `refresh=true` was sent. RFC 3339, in UTC.
             */
            as_of?: string;
        };
        /** @description What all links of a pool have in common, as in a request. */
        LinkTemplate: {
            /** @description Title of the links, until they are taken. */
            title?: string;
            /** @description How many people may join by each link. */
            usage_limit?: number;
            /** @description Joins need the approval of an administrator. */
            request_needed?: boolean;
            subscription_pricing?: components["schemas"]["SubscriptionPricing"];
            /**
             * @description What is told of those who join by the link: `true`: the user id; `names`: the first name and the username too; `false` or absent: nothing.
             * @enum {unknown}
             */
            track_joins?: true | "names" | false;
            /** @description Each link is revoked when the first join by it is seen. */
            single_use?: boolean;
        };
        /** @description Why the last link of a pool could not be made. It is tried again after a pause that grows to an hour. */
        PoolError: {
            /** @description Telegram's error type, or one of this service. */
            type: string;
            /** @description What happened and what to do. */
            detail: string;
            /**
             * Format: date-time
             * @description When it was found. RFC 3339, in UTC.
             */
            at: string;
            /** @description Failures in a row. */
            count: number;
        };
        /** @description Links that are made before they are asked for. */
        Pool: {
            /** @description Its name. */
            name: string;
            /**
             * @description `deleting`: no link is given any more. The pool is gone when nothing is left in it.
             * @enum {string}
             */
            status: "active" | "deleting";
            /** @description The account that makes the links. */
            account: string;
            /** @description The chat, as the request named it. */
            peer: string | {
                [key: string]: unknown;
            };
            /** @description How many links are kept ready. */
            size: number;
            /** @description Below so many, links are made until the pool is full. */
            low_water: number;
            template: components["schemas"]["LinkTemplate"];
            /** @description Seconds after which a link is replaced. None is given in its last hour, or tenth. */
            max_age: number;
            /** @description Links that lie ready. */
            ready: number;
            /** @description Links that are being made. */
            making: number;
            /** @description Links that were taken so far. */
            taken: number;
            /** @description Takes that are not stored with their invites yet. */
            settling: number;
            /**
             * Format: date-time
             * @description When the oldest link that lies ready was made. RFC 3339, in UTC.
             */
            oldest_at?: string;
            /**
             * Format: date-time
             * @description When the links that are being made will probably be there. Absent where nobody can tell. RFC 3339, in UTC.
             */
            full_at?: string;
            /**
             * Format: date-time
             * @description When it was created. RFC 3339, in UTC.
             */
            created_at: string;
            error?: components["schemas"]["PoolError"];
        };
        /** @description The pools of the accounts that your key may use, by name. */
        PoolList: {
            pools: components["schemas"]["Pool"][];
            /** @description Present while there is more. Send it as `cursor`, unchanged. A short or empty page can have one too. */
            next_cursor?: string;
        };
        /** @description A link that is replaced in each period. */
        Rotation: {
            /** @description Its name. */
            name: string;
            /**
             * @description `starting`: its first link is being made. `active`: it has a current link. `failing`: no new link can be made, and `error` says why; the current one stays. `deleted`: it makes no more links, and is gone once those that are to be revoked are.
             * @enum {string}
             */
            status: "starting" | "active" | "failing" | "deleted";
            /** @description The account that makes its links. */
            account: string;
            /** @description The chat. */
            peer: string | {
                [key: string]: unknown;
            };
            /** @description How long a period is: an ISO 8601 duration. */
            every?: string;
            /** @description When periods begin: five fields of cron. */
            cron?: string;
            /** @description The time zone of the periods. */
            time_zone: string;
            /** @description How long a link still works after another one became the current one: an ISO 8601 duration. */
            overlap: string;
            /** @description What every link has, as it was asked for. */
            template: {
                [key: string]: unknown;
            };
            /** @description Where everybody finds the current link. */
            slug?: string;
            /** @description The path of that address: GET /j/{slug}. */
            path?: string;
            /** @description The current link. */
            current?: {
                /** @description The invite that the link was made for: GET /v1/invites/{id}. */
                invite_id: string;
                /** @description The link. */
                link: string;
                /**
                 * Format: date-time
                 * @description From when on it was the current one. RFC 3339, in UTC.
                 */
                since: string;
            };
            /**
             * Format: date-time
             * @description When the next period begins. In the past while its link is being made. Absent until the first link is there. RFC 3339, in UTC.
             */
            next_change_at?: string;
            /** @description The link that is being made. */
            making?: {
                /** @description The invite of the link: GET /v1/invites/{id}. */
                invite_id: string;
                /** @description Which attempt it is. */
                attempt: number;
                /**
                 * Format: date-time
                 * @description The attempt before has failed: this one begins then. RFC 3339, in UTC.
                 */
                retry_at?: string;
            };
            /** @description Links that were the current one and are not revoked yet, oldest first. */
            ending: {
                /** @description The invite that the link was made for: GET /v1/invites/{id}. */
                invite_id: string;
                /** @description The link. */
                link: string;
                /**
                 * Format: date-time
                 * @description From when on it was the current one. RFC 3339, in UTC.
                 */
                since: string;
                /**
                 * Format: date-time
                 * @description When another one became the current one. RFC 3339, in UTC.
                 */
                until: string;
                /**
                 * Format: date-time
                 * @description When it is revoked. RFC 3339, in UTC.
                 */
                revoke_at: string;
            }[];
            /** @description Why no new link can be made. */
            error?: {
                /** @description Telegram's error type, or a word of this service. */
                type: string;
                class: components["schemas"]["ErrorClass"];
                /** @description What happened and what to do. */
                detail: string;
                /**
                 * Format: date-time
                 * @description When the last attempt failed. RFC 3339, in UTC.
                 */
                at?: string;
                /** @description Attempts that failed since the last link was made. */
                failures?: number;
            };
            /**
             * Format: date-time
             * @description When it was asked for. RFC 3339, in UTC.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it last changed. RFC 3339, in UTC.
             */
            updated_at: string;
            /**
             * Format: date-time
             * @description When it was deleted. RFC 3339, in UTC.
             */
            deleted_at?: string;
            /** @description The last 50 links that have ended, newest first. Only where one rotation is asked for. */
            history?: {
                /** @description The invite that the link was made for: GET /v1/invites/{id}. */
                invite_id: string;
                /** @description The link. */
                link: string;
                /**
                 * Format: date-time
                 * @description From when on it was the current one. RFC 3339, in UTC.
                 */
                since: string;
                /**
                 * Format: date-time
                 * @description When another one became the current one. RFC 3339, in UTC.
                 */
                until: string;
                /**
                 * Format: date-time
                 * @description When it was revoked. RFC 3339, in UTC.
                 */
                revoked_at?: string;
                /** @description Why it could not be revoked: an error type. */
                failure?: string;
            }[];
        };
        /** @description Your rotations, by name. */
        RotationPage: {
            rotations: components["schemas"]["Rotation"][];
            /** @description Present while there is more. Send it as `cursor`, unchanged. A short or empty page can have one too. */
            next_cursor?: string;
        };
        /** @description The event that a webhook receives: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
        InviteEvent: {
            /**
             * @description How the invite ended.
             * @enum {string}
             */
            type: "invite.succeeded" | "invite.failed" | "invite.cancelled" | "invite.expired";
            /**
             * Format: date-time
             * @description When it ended. RFC 3339, in UTC.
             */
            timestamp: string;
            data: components["schemas"]["Invite"];
        };
        /** @description The event that a webhook receives when an operation ends. */
        OperationEvent: {
            /**
             * @description What came of it.
             * @enum {string}
             */
            type: "invite.edited" | "invite.revoked" | "invite.deleted" | "invite.refreshed" | "links.synced" | "requests.approved" | "requests.declined" | "operation.failed" | "operation.expired";
            /**
             * Format: date-time
             * @description When it ended. RFC 3339, in UTC.
             */
            timestamp: string;
            data: components["schemas"]["Operation"];
        };
        /** @description The event that a webhook receives when something happens at a link whose joins are told. It holds personal data. */
        LinkEvent: {
            /**
             * @description What happened.
             * @enum {string}
             */
            type: "invite.joined" | "invite.join_requested" | "invite.used_up";
            /**
             * Format: date-time
             * @description When it happened, as Telegram tells it. RFC 3339, in UTC.
             */
            timestamp: string;
            data: {
                /** @description The invite whose link it is. */
                invite_id: string;
                /** @description The account that made the link. */
                account: string;
                /** @description The chat, as the bot API numbers it. */
                chat_id: string;
                /** @description The link. */
                link: string;
                /** @description The title that the request gave the link. */
                title?: string;
                /** @description What the request said to be given back. */
                metadata?: {
                    [key: string]: string;
                };
                /** @description The events of a link are delivered in the order of their numbers. */
                number: number;
                /** @description Who joined, or asks to. */
                user_id?: string;
                /** @description Only where the request asked for names. */
                first_name?: string;
                /** @description Only where the request asked for names. */
                username?: string;
                /**
                 * Format: date-time
                 * @description When the person joined. RFC 3339, in UTC.
                 */
                joined_at?: string;
                /**
                 * Format: date-time
                 * @description When the person asked to join. RFC 3339, in UTC.
                 */
                requested_at?: string;
                /**
                 * @description By the link at once, or by a request that was approved.
                 * @enum {string}
                 */
                via?: "link" | "request";
                /** @description The user id of the administrator who approved the request. */
                approved_by?: string;
                /** @description How many the link lets in: so many are in. */
                usage_limit?: number;
            };
        };
        /** @description How many links match, and the operations that revoke them. */
        RevokeAnswer: {
            /** @description Whether nothing was stored. */
            dry_run: boolean;
            /** @description How many links match, of those that this request looked at. */
            matched: number;
            /** @description How many operations were accepted. */
            accepted: number;
            /** @description Matching invites whose link is not made yet. They are left alone: cancel them. */
            unfinished: number;
            /** @description Whether there is more to look at: `next_cursor` leads there. */
            more: boolean;
            /** @description The batch of the operations: GET /v1/batches/{id} tells how far they are. */
            batch?: string;
            operations: string[];
            /** @description Present while there is more. Send it as `cursor`, unchanged. A short or empty page can have one too. */
            next_cursor?: string;
        };
        /** @description An OpenAPI document. */
        OpenApi: {
            [key: string]: unknown;
        };
        /** @description The answer of API Gateway to a request that it does not pass on to this API. */
        GatewayMessage: {
            message: string;
        };
    };
    responses: never;
    parameters: {
        /** @description The `id` of an invite. */
        inviteId: string;
        /** @description The `id` of an operation. */
        operationId: string;
        /** @description The `id` of a batch. */
        batchId: string;
        /** @description The name of an account. */
        accountName: string;
        /** @description The name of a pool. */
        poolName: string;
        /** @description What becomes of the links that lie ready. */
        leftLinks: "revoke" | "keep";
        /** @description The name of a rotation. */
        rotationName: string;
        /** @description The slug of a rotation. */
        slug: string;
        /** @description What becomes of the current link. */
        linkFate: "keep" | "revoke";
        /** @description The name of the file. */
        consoleFile: string;
        /** @description The last part of a problem's type URI, such as `invalid-request`; or an error type, such as `CHAT_ADMIN_REQUIRED`. */
        problemSlug: string;
        /** @description The Telegram user who asks to join. */
        requesterId: string;
        /** @description The chat, in any form that a request takes. Without it, the account's default chat, if it has one. */
        requestsPeer: string;
        /** @description `true` asks Telegram first, and waits for it: 10 seconds, or as `Prefer: wait` says. */
        refresh: "true" | "false";
        /** @description How many items a page has. */
        limit: number;
        /** @description The `next_cursor` of the page before, unchanged. */
        cursor: string;
        /** @description Only invites of this account. */
        account: string;
        /** @description Only invites for this chat. It takes the forms that a request takes. With `account` it matches every name by which the account has found the chat; without, that name alone. */
        peer: string;
        /** @description `true` revokes the link too. */
        revoke: "true" | "false";
        /** @description Only operations on the link of this invite. */
        ofInvite: string;
        /** @description Only what the API key of this name asked for. */
        ofKey: string;
        /** @description Only operations of this kind. */
        kind: "edit" | "revoke" | "delete" | "refresh" | "sync" | "approve" | "decline" | "requests";
        /** @description Only invites in this state. */
        status: "queued" | "running" | "waiting" | "blocked" | "succeeded" | "failed" | "cancelled" | "expired";
        /** @description Only invites of this batch. */
        batch: string;
        /** @description Only invites whose link has a title that begins so. */
        title: string;
        /** @description Only invites whose link is in this state. */
        linkStatus: "active" | "expired" | "used_up" | "revoked" | "deleted" | "unknown";
        /** @description `adopted`: only invites whose link a sync has found. `created`: only the others. */
        origin: "created" | "adopted";
        /** @description Only invites whose links were made for the pool of this name. Those that were taken have `taken_at`. */
        ofPool: string;
        /** @description Only invites with this pair of metadata: `metadata.order=4711`. It may be given several times, with several names. */
        metadata: {
            [key: string]: string;
        };
        /** @description Only invites accepted at this time or later. */
        createdAfter: string;
        /** @description Only invites accepted before this time. */
        createdBefore: string;
        /** @description Only joins by links of this account. Leaves out those whose link Telegram does not tell. */
        joinsOfAccount: string;
        /** @description Only joins of this chat. It takes the forms that a request takes. */
        joinsOfPeer: string;
        /** @description Only joins at this time or later. */
        since: string;
        /** @description The Telegram user, as `user_id` of a join. */
        userId: string;
        /** @description Makes the request repeatable: the same key with the same body is the same request. The key is read as it is sent, quotes included. It is kept for 30 days after the invite, operation or batch has ended. */
        idempotencyKey: string;
        /** @description `wait=N` (0 to 25) holds the answer until the invite, operation or batch is final, or until N seconds have passed: https://www.rfc-editor.org/rfc/rfc7240#section-4.3. Without it, the API answers at once. It also answers at once, and without `Preference-Applied`, while the key or the API holds as many answers as it may. */
        prefer: string;
    };
    requestBodies: never;
    headers: {
        /** @description The path of the new invite, batch, operation or rotation; or the link that an address leads to. */
        "Required-Location": string;
        /** @description The requests that the API key may make (`q`) in a window of `w` seconds: https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/ */
        "Required-RateLimit-Policy": string;
        /** @description The requests that are left (`r`), and the seconds until the window ends (`t`). */
        "Required-RateLimit": string;
        /** @description How long the answer may be kept. */
        "Required-Cache-Control": string;
        /** @description Ask again after this many seconds. The number is computed from the wait and the place in the queue, so that a client asks no more often than it needs to. */
        "Retry-After": number;
        /** @description `true` when the answer repeats that of an earlier request with the same Idempotency-Key. */
        "Idempotent-Replayed": "true";
        /** @description The `wait` that was applied, in seconds: https://www.rfc-editor.org/rfc/rfc7240#section-3 */
        "Preference-Applied": string;
        /** @description The name of the file. */
        "Required-Content-Disposition": string;
        /** @description The next page (`rel="next"`), the page about a problem (`rel="help"`), or where to revoke a link (`rel="revoke"`): https://www.rfc-editor.org/rfc/rfc8288 */
        Link: string;
        /** @description The path of the new invite, batch, operation or rotation; or the link that an address leads to. */
        Location: string;
        /** @description Ask again after this many seconds. The number is computed from the wait and the place in the queue, so that a client asks no more often than it needs to. */
        "Required-Retry-After": number;
        /** @description Keeps the address out of search engines. */
        "Required-X-Robots-Tag": string;
        /** @description Keeps the page from loading anything from elsewhere. */
        "Required-Content-Security-Policy": string;
        /** @description Keeps browsers from guessing another content type. */
        "Required-X-Content-Type-Options": string;
        /** @description Keeps browsers from sending this address to linked pages. */
        "Required-Referrer-Policy": string;
        /** @description The request headers that the answer depends on. */
        "Required-Vary": string;
        /** @description `gzip`, where the request takes it. */
        "Content-Encoding": string;
        /** @description Names this version of the file, for `If-None-Match`. */
        "Required-ETag": string;
        /** @description Keeps the page from loading anything from elsewhere. */
        "Content-Security-Policy": string;
        /** @description Keeps browsers from sending this address to linked pages. */
        "Referrer-Policy": string;
        /** @description How long the answer may be kept. */
        "Cache-Control": string;
        /** @description The requests that the API key may make (`q`) in a window of `w` seconds: https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/ */
        "RateLimit-Policy": string;
        /** @description The requests that are left (`r`), and the seconds until the window ends (`t`). */
        RateLimit: string;
        /** @description The next page (`rel="next"`), the page about a problem (`rel="help"`), or where to revoke a link (`rel="revoke"`): https://www.rfc-editor.org/rfc/rfc8288 */
        "Required-Link": string;
        /** @description The media type that the path takes. */
        "Required-Accept": string;
        /** @description How to authenticate: https://www.rfc-editor.org/rfc/rfc6750#section-3 */
        "Required-WWW-Authenticate": string;
        /** @description How to authenticate: https://www.rfc-editor.org/rfc/rfc6750#section-3 */
        "WWW-Authenticate": string;
    };
    pathItems: never;
};
export type $defs = Record<string, never>;
export interface operations {
    listInvites: {
        parameters: {
            query?: {
                /** @description Only invites of this account. */
                account?: components["parameters"]["account"];
                /** @description Only invites for this chat. It takes the forms that a request takes. With `account` it matches every name by which the account has found the chat; without, that name alone. */
                peer?: components["parameters"]["peer"];
                /** @description Only invites in this state. */
                status?: components["parameters"]["status"];
                /** @description Only invites of this batch. */
                batch?: components["parameters"]["batch"];
                /** @description Only invites whose link has a title that begins so. */
                title?: components["parameters"]["title"];
                /** @description Only invites whose link is in this state. */
                link_status?: components["parameters"]["linkStatus"];
                /** @description `adopted`: only invites whose link a sync has found. `created`: only the others. */
                origin?: components["parameters"]["origin"];
                /** @description Only invites whose links were made for the pool of this name. Those that were taken have `taken_at`. */
                pool?: components["parameters"]["ofPool"];
                /** @description Only invites with this pair of metadata: `metadata.order=4711`. It may be given several times, with several names. */
                metadata?: components["parameters"]["metadata"];
                /** @description Only invites accepted at this time or later. */
                created_after?: components["parameters"]["createdAfter"];
                /** @description Only invites accepted before this time. */
                created_before?: components["parameters"]["createdBefore"];
                /** @description The `next_cursor` of the page before, unchanged. */
                cursor?: components["parameters"]["cursor"];
                /** @description How many items a page has. */
                limit?: components["parameters"]["limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of invites. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvitePage"];
                };
            };
        };
    };
    createInvite: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request repeatable: the same key with the same body is the same request. The key is read as it is sent, quotes included. It is kept for 30 days after the invite, operation or batch has ended. */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
                /** @description `wait=N` (0 to 25) holds the answer until the invite, operation or batch is final, or until N seconds have passed: https://www.rfc-editor.org/rfc/rfc7240#section-4.3. Without it, the API answers at once. It also answers at once, and without `Preference-Applied`, while the key or the API holds as many answers as it may. */
                Prefer?: components["parameters"]["prefer"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InviteRequest"];
            };
        };
        responses: {
            /** @description Accepted. With `Prefer: wait`, or when the request is a repeat, the invite can be final already. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invite"];
                };
            };
        };
    };
    exportInvites: {
        parameters: {
            query?: {
                /** @description Only invites of this account. */
                account?: components["parameters"]["account"];
                /** @description Only invites for this chat. It takes the forms that a request takes. With `account` it matches every name by which the account has found the chat; without, that name alone. */
                peer?: components["parameters"]["peer"];
                /** @description Only invites in this state. */
                status?: components["parameters"]["status"];
                /** @description Only invites of this batch. */
                batch?: components["parameters"]["batch"];
                /** @description Only invites whose link has a title that begins so. */
                title?: components["parameters"]["title"];
                /** @description Only invites whose link is in this state. */
                link_status?: components["parameters"]["linkStatus"];
                /** @description `adopted`: only invites whose link a sync has found. `created`: only the others. */
                origin?: components["parameters"]["origin"];
                /** @description Only invites whose links were made for the pool of this name. Those that were taken have `taken_at`. */
                pool?: components["parameters"]["ofPool"];
                /** @description Only invites with this pair of metadata: `metadata.order=4711`. It may be given several times, with several names. */
                metadata?: components["parameters"]["metadata"];
                /** @description Only invites accepted at this time or later. */
                created_after?: components["parameters"]["createdAfter"];
                /** @description Only invites accepted before this time. */
                created_before?: components["parameters"]["createdBefore"];
                /** @description The `next_cursor` of the page before, unchanged. */
                cursor?: components["parameters"]["cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Up to 5,000 rows. `Link` leads to the next ones. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
        };
    };
    getInvite: {
        parameters: {
            query?: never;
            header?: {
                /** @description `wait=N` (0 to 25) holds the answer until the invite, operation or batch is final, or until N seconds have passed: https://www.rfc-editor.org/rfc/rfc7240#section-4.3. Without it, the API answers at once. It also answers at once, and without `Preference-Applied`, while the key or the API holds as many answers as it may. */
                Prefer?: components["parameters"]["prefer"];
            };
            path: {
                /** @description The `id` of an invite. */
                id: components["parameters"]["inviteId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The invite. It is final when the answer has no `Retry-After`. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invite"];
                };
            };
        };
    };
    deleteInvite: {
        parameters: {
            query?: {
                /** @description `true` revokes the link too. */
                revoke?: components["parameters"]["revoke"];
            };
            header?: {
                /** @description Makes the request repeatable: the same key with the same body is the same request. The key is read as it is sent, quotes included. It is kept for 30 days after the invite, operation or batch has ended. */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
                /** @description `wait=N` (0 to 25) holds the answer until the invite, operation or batch is final, or until N seconds have passed: https://www.rfc-editor.org/rfc/rfc7240#section-4.3. Without it, the API answers at once. It also answers at once, and without `Preference-Applied`, while the key or the API holds as many answers as it may. */
                Prefer?: components["parameters"]["prefer"];
            };
            path: {
                /** @description The `id` of an invite. */
                id: components["parameters"]["inviteId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted. With `Prefer: wait`, or when the request is a repeat, the operation can be final already. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
        };
    };
    editInvite: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request repeatable: the same key with the same body is the same request. The key is read as it is sent, quotes included. It is kept for 30 days after the invite, operation or batch has ended. */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
                /** @description `wait=N` (0 to 25) holds the answer until the invite, operation or batch is final, or until N seconds have passed: https://www.rfc-editor.org/rfc/rfc7240#section-4.3. Without it, the API answers at once. It also answers at once, and without `Preference-Applied`, while the key or the API holds as many answers as it may. */
                Prefer?: components["parameters"]["prefer"];
            };
            path: {
                /** @description The `id` of an invite. */
                id: components["parameters"]["inviteId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LinkChangeRequest"];
            };
        };
        responses: {
            /** @description Accepted. With `Prefer: wait`, or when the request is a repeat, the operation can be final already. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
        };
    };
    cancelInvite: {
        parameters: {
            query?: {
                /** @description `true` revokes the link too. */
                revoke?: components["parameters"]["revoke"];
            };
            header?: {
                /** @description Makes the request repeatable: the same key with the same body is the same request. The key is read as it is sent, quotes included. It is kept for 30 days after the invite, operation or batch has ended. */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
            };
            path: {
                /** @description The `id` of an invite. */
                id: components["parameters"]["inviteId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The invite is final. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invite"];
                };
            };
            /** @description Telegram may still execute a call for this invite, and the invite becomes final when the outcome is known; or its link is about to be revoked. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invite"];
                };
            };
        };
    };
    revokeInvite: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request repeatable: the same key with the same body is the same request. The key is read as it is sent, quotes included. It is kept for 30 days after the invite, operation or batch has ended. */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
                /** @description `wait=N` (0 to 25) holds the answer until the invite, operation or batch is final, or until N seconds have passed: https://www.rfc-editor.org/rfc/rfc7240#section-4.3. Without it, the API answers at once. It also answers at once, and without `Preference-Applied`, while the key or the API holds as many answers as it may. */
                Prefer?: components["parameters"]["prefer"];
            };
            path: {
                /** @description The `id` of an invite. */
                id: components["parameters"]["inviteId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted. With `Prefer: wait`, or when the request is a repeat, the operation can be final already. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
        };
    };
    refreshInvite: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request repeatable: the same key with the same body is the same request. The key is read as it is sent, quotes included. It is kept for 30 days after the invite, operation or batch has ended. */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
                /** @description `wait=N` (0 to 25) holds the answer until the invite, operation or batch is final, or until N seconds have passed: https://www.rfc-editor.org/rfc/rfc7240#section-4.3. Without it, the API answers at once. It also answers at once, and without `Preference-Applied`, while the key or the API holds as many answers as it may. */
                Prefer?: components["parameters"]["prefer"];
            };
            path: {
                /** @description The `id` of an invite. */
                id: components["parameters"]["inviteId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted. With `Prefer: wait`, or when the request is a repeat, the operation can be final already. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
        };
    };
    revokeInvites: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request repeatable: the same key with the same body is the same request. The key is read as it is sent, quotes included. It is kept for 30 days after the invite, operation or batch has ended. */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RevokeRequest"];
            };
        };
        responses: {
            /** @description A dry run: nothing was stored. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RevokeAnswer"];
                };
            };
            /** @description Accepted. `GET /v1/batches/{id}` tells how far they are. There is no batch, and no `Location`, where no link matches. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RevokeAnswer"];
                };
            };
        };
    };
    revokeBatch: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request repeatable: the same key with the same body is the same request. The key is read as it is sent, quotes included. It is kept for 30 days after the invite, operation or batch has ended. */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
            };
            path: {
                /** @description The `id` of a batch. */
                id: components["parameters"]["batchId"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RevokeBatchRequest"];
            };
        };
        responses: {
            /** @description A dry run: nothing was stored. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RevokeAnswer"];
                };
            };
            /** @description Accepted, as a batch of its own. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RevokeAnswer"];
                };
            };
        };
    };
    syncLinks: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request repeatable: the same key with the same body is the same request. The key is read as it is sent, quotes included. It is kept for 30 days after the invite, operation or batch has ended. */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
                /** @description `wait=N` (0 to 25) holds the answer until the invite, operation or batch is final, or until N seconds have passed: https://www.rfc-editor.org/rfc/rfc7240#section-4.3. Without it, the API answers at once. It also answers at once, and without `Preference-Applied`, while the key or the API holds as many answers as it may. */
                Prefer?: components["parameters"]["prefer"];
            };
            path: {
                /** @description The name of an account. */
                name: components["parameters"]["accountName"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SyncRequest"];
            };
        };
        responses: {
            /** @description Accepted. With `Prefer: wait`, or when the request is a repeat, the operation can be final already. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
        };
    };
    listInviteOperations: {
        parameters: {
            query?: {
                /** @description How many items a page has. */
                limit?: components["parameters"]["limit"];
                /** @description The `next_cursor` of the page before, unchanged. */
                cursor?: components["parameters"]["cursor"];
            };
            header?: never;
            path: {
                /** @description The `id` of an invite. */
                id: components["parameters"]["inviteId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of operations. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperationPage"];
                };
            };
        };
    };
    listOperations: {
        parameters: {
            query?: {
                /** @description Only operations on the link of this invite. */
                invite?: components["parameters"]["ofInvite"];
                /** @description Only what the API key of this name asked for. */
                key?: components["parameters"]["ofKey"];
                /** @description Only operations of this kind. */
                kind?: components["parameters"]["kind"];
                /** @description How many items a page has. */
                limit?: components["parameters"]["limit"];
                /** @description The `next_cursor` of the page before, unchanged. */
                cursor?: components["parameters"]["cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of operations. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperationPage"];
                };
            };
        };
    };
    getOperation: {
        parameters: {
            query?: never;
            header?: {
                /** @description `wait=N` (0 to 25) holds the answer until the invite, operation or batch is final, or until N seconds have passed: https://www.rfc-editor.org/rfc/rfc7240#section-4.3. Without it, the API answers at once. It also answers at once, and without `Preference-Applied`, while the key or the API holds as many answers as it may. */
                Prefer?: components["parameters"]["prefer"];
            };
            path: {
                /** @description The `id` of an operation. */
                id: components["parameters"]["operationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The operation. It is final when the answer has no `Retry-After`. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
        };
    };
    listInviteJoins: {
        parameters: {
            query?: {
                /** @description Only joins at this time or later. */
                since?: components["parameters"]["since"];
                /** @description How many items a page has. */
                limit?: components["parameters"]["limit"];
                /** @description The `next_cursor` of the page before, unchanged. */
                cursor?: components["parameters"]["cursor"];
            };
            header?: never;
            path: {
                /** @description The `id` of an invite. */
                id: components["parameters"]["inviteId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of joins, and how well they are known. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InviteJoins"];
                };
            };
        };
    };
    exportInviteJoins: {
        parameters: {
            query?: {
                /** @description Only joins at this time or later. */
                since?: components["parameters"]["since"];
                /** @description The `next_cursor` of the page before, unchanged. */
                cursor?: components["parameters"]["cursor"];
            };
            header?: never;
            path: {
                /** @description The `id` of an invite. */
                id: components["parameters"]["inviteId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Up to 5,000 rows. `Link` leads to the next ones. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
        };
    };
    listJoins: {
        parameters: {
            query?: {
                /** @description Only joins by links of this account. Leaves out those whose link Telegram does not tell. */
                account?: components["parameters"]["joinsOfAccount"];
                /** @description Only joins of this chat. It takes the forms that a request takes. */
                peer?: components["parameters"]["joinsOfPeer"];
                /** @description Only joins at this time or later. */
                since?: components["parameters"]["since"];
                /** @description How many items a page has. */
                limit?: components["parameters"]["limit"];
                /** @description The `next_cursor` of the page before, unchanged. */
                cursor?: components["parameters"]["cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of joins. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JoinPage"];
                };
            };
        };
    };
    eraseJoins: {
        parameters: {
            query: {
                /** @description The Telegram user, as `user_id` of a join. */
                user_id: components["parameters"]["userId"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Nothing of the person is stored any more. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErasedPerson"];
                };
            };
        };
    };
    exportJoins: {
        parameters: {
            query?: {
                /** @description Only joins by links of this account. Leaves out those whose link Telegram does not tell. */
                account?: components["parameters"]["joinsOfAccount"];
                /** @description Only joins of this chat. It takes the forms that a request takes. */
                peer?: components["parameters"]["joinsOfPeer"];
                /** @description Only joins at this time or later. */
                since?: components["parameters"]["since"];
                /** @description The `next_cursor` of the page before, unchanged. */
                cursor?: components["parameters"]["cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Up to 5,000 rows. `Link` leads to the next ones. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
        };
    };
    listInviteRequests: {
        parameters: {
            query?: {
                /** @description `true` asks Telegram first, and waits for it: 10 seconds, or as `Prefer: wait` says. */
                refresh?: components["parameters"]["refresh"];
                /** @description How many items a page has. */
                limit?: components["parameters"]["limit"];
                /** @description The `next_cursor` of the page before, unchanged. */
                cursor?: components["parameters"]["cursor"];
            };
            header?: {
                /** @description `wait=N` (0 to 25) holds the answer until the invite, operation or batch is final, or until N seconds have passed: https://www.rfc-editor.org/rfc/rfc7240#section-4.3. Without it, the API answers at once. It also answers at once, and without `Preference-Applied`, while the key or the API holds as many answers as it may. */
                Prefer?: components["parameters"]["prefer"];
            };
            path: {
                /** @description The `id` of an invite. */
                id: components["parameters"]["inviteId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of those who ask to join. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JoinRequestPage"];
                };
            };
            /** @description With `refresh=true`: the look at Telegram is not done yet, or has failed. It is an operation. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
        };
    };
    listChatRequests: {
        parameters: {
            query?: {
                /** @description The chat, in any form that a request takes. Without it, the account's default chat, if it has one. */
                peer?: components["parameters"]["requestsPeer"];
                /** @description `true` asks Telegram first, and waits for it: 10 seconds, or as `Prefer: wait` says. */
                refresh?: components["parameters"]["refresh"];
                /** @description How many items a page has. */
                limit?: components["parameters"]["limit"];
                /** @description The `next_cursor` of the page before, unchanged. */
                cursor?: components["parameters"]["cursor"];
            };
            header?: {
                /** @description `wait=N` (0 to 25) holds the answer until the invite, operation or batch is final, or until N seconds have passed: https://www.rfc-editor.org/rfc/rfc7240#section-4.3. Without it, the API answers at once. It also answers at once, and without `Preference-Applied`, while the key or the API holds as many answers as it may. */
                Prefer?: components["parameters"]["prefer"];
            };
            path: {
                /** @description The name of an account. */
                name: components["parameters"]["accountName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of those who ask to join. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JoinRequestPage"];
                };
            };
            /** @description With `refresh=true`: the look at Telegram is not done yet, or has failed. It is an operation. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
        };
    };
    approveRequestOfInvite: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request repeatable: the same key with the same body is the same request. The key is read as it is sent, quotes included. It is kept for 30 days after the invite, operation or batch has ended. */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
                /** @description `wait=N` (0 to 25) holds the answer until the invite, operation or batch is final, or until N seconds have passed: https://www.rfc-editor.org/rfc/rfc7240#section-4.3. Without it, the API answers at once. It also answers at once, and without `Preference-Applied`, while the key or the API holds as many answers as it may. */
                Prefer?: components["parameters"]["prefer"];
            };
            path: {
                /** @description The `id` of an invite. */
                id: components["parameters"]["inviteId"];
                /** @description The Telegram user who asks to join. */
                user_id: components["parameters"]["requesterId"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["InviteDecisionRequest"];
            };
        };
        responses: {
            /** @description Accepted. With `Prefer: wait`, or when the request is a repeat, the operation can be final already. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
        };
    };
    approveRequestOfChat: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request repeatable: the same key with the same body is the same request. The key is read as it is sent, quotes included. It is kept for 30 days after the invite, operation or batch has ended. */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
                /** @description `wait=N` (0 to 25) holds the answer until the invite, operation or batch is final, or until N seconds have passed: https://www.rfc-editor.org/rfc/rfc7240#section-4.3. Without it, the API answers at once. It also answers at once, and without `Preference-Applied`, while the key or the API holds as many answers as it may. */
                Prefer?: components["parameters"]["prefer"];
            };
            path: {
                /** @description The name of an account. */
                name: components["parameters"]["accountName"];
                /** @description The Telegram user who asks to join. */
                user_id: components["parameters"]["requesterId"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ChatDecisionRequest"];
            };
        };
        responses: {
            /** @description Accepted. With `Prefer: wait`, or when the request is a repeat, the operation can be final already. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
        };
    };
    approveRequestsOfInvite: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request repeatable: the same key with the same body is the same request. The key is read as it is sent, quotes included. It is kept for 30 days after the invite, operation or batch has ended. */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
                /** @description `wait=N` (0 to 25) holds the answer until the invite, operation or batch is final, or until N seconds have passed: https://www.rfc-editor.org/rfc/rfc7240#section-4.3. Without it, the API answers at once. It also answers at once, and without `Preference-Applied`, while the key or the API holds as many answers as it may. */
                Prefer?: components["parameters"]["prefer"];
            };
            path: {
                /** @description The `id` of an invite. */
                id: components["parameters"]["inviteId"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["InviteDecisionRequest"];
            };
        };
        responses: {
            /** @description Accepted. With `Prefer: wait`, or when the request is a repeat, the operation can be final already. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
        };
    };
    approveRequestsOfChat: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request repeatable: the same key with the same body is the same request. The key is read as it is sent, quotes included. It is kept for 30 days after the invite, operation or batch has ended. */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
                /** @description `wait=N` (0 to 25) holds the answer until the invite, operation or batch is final, or until N seconds have passed: https://www.rfc-editor.org/rfc/rfc7240#section-4.3. Without it, the API answers at once. It also answers at once, and without `Preference-Applied`, while the key or the API holds as many answers as it may. */
                Prefer?: components["parameters"]["prefer"];
            };
            path: {
                /** @description The name of an account. */
                name: components["parameters"]["accountName"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ChatDecisionRequest"];
            };
        };
        responses: {
            /** @description Accepted. With `Prefer: wait`, or when the request is a repeat, the operation can be final already. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
        };
    };
    declineRequestOfInvite: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request repeatable: the same key with the same body is the same request. The key is read as it is sent, quotes included. It is kept for 30 days after the invite, operation or batch has ended. */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
                /** @description `wait=N` (0 to 25) holds the answer until the invite, operation or batch is final, or until N seconds have passed: https://www.rfc-editor.org/rfc/rfc7240#section-4.3. Without it, the API answers at once. It also answers at once, and without `Preference-Applied`, while the key or the API holds as many answers as it may. */
                Prefer?: components["parameters"]["prefer"];
            };
            path: {
                /** @description The `id` of an invite. */
                id: components["parameters"]["inviteId"];
                /** @description The Telegram user who asks to join. */
                user_id: components["parameters"]["requesterId"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["InviteDecisionRequest"];
            };
        };
        responses: {
            /** @description Accepted. With `Prefer: wait`, or when the request is a repeat, the operation can be final already. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
        };
    };
    declineRequestOfChat: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request repeatable: the same key with the same body is the same request. The key is read as it is sent, quotes included. It is kept for 30 days after the invite, operation or batch has ended. */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
                /** @description `wait=N` (0 to 25) holds the answer until the invite, operation or batch is final, or until N seconds have passed: https://www.rfc-editor.org/rfc/rfc7240#section-4.3. Without it, the API answers at once. It also answers at once, and without `Preference-Applied`, while the key or the API holds as many answers as it may. */
                Prefer?: components["parameters"]["prefer"];
            };
            path: {
                /** @description The name of an account. */
                name: components["parameters"]["accountName"];
                /** @description The Telegram user who asks to join. */
                user_id: components["parameters"]["requesterId"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ChatDecisionRequest"];
            };
        };
        responses: {
            /** @description Accepted. With `Prefer: wait`, or when the request is a repeat, the operation can be final already. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
        };
    };
    declineRequestsOfInvite: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request repeatable: the same key with the same body is the same request. The key is read as it is sent, quotes included. It is kept for 30 days after the invite, operation or batch has ended. */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
                /** @description `wait=N` (0 to 25) holds the answer until the invite, operation or batch is final, or until N seconds have passed: https://www.rfc-editor.org/rfc/rfc7240#section-4.3. Without it, the API answers at once. It also answers at once, and without `Preference-Applied`, while the key or the API holds as many answers as it may. */
                Prefer?: components["parameters"]["prefer"];
            };
            path: {
                /** @description The `id` of an invite. */
                id: components["parameters"]["inviteId"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["InviteDecisionRequest"];
            };
        };
        responses: {
            /** @description Accepted. With `Prefer: wait`, or when the request is a repeat, the operation can be final already. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
        };
    };
    declineRequestsOfChat: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request repeatable: the same key with the same body is the same request. The key is read as it is sent, quotes included. It is kept for 30 days after the invite, operation or batch has ended. */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
                /** @description `wait=N` (0 to 25) holds the answer until the invite, operation or batch is final, or until N seconds have passed: https://www.rfc-editor.org/rfc/rfc7240#section-4.3. Without it, the API answers at once. It also answers at once, and without `Preference-Applied`, while the key or the API holds as many answers as it may. */
                Prefer?: components["parameters"]["prefer"];
            };
            path: {
                /** @description The name of an account. */
                name: components["parameters"]["accountName"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ChatDecisionRequest"];
            };
        };
        responses: {
            /** @description Accepted. With `Prefer: wait`, or when the request is a repeat, the operation can be final already. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
        };
    };
    createBatch: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request repeatable: the same key with the same body is the same request. The key is read as it is sent, quotes included. It is kept for 30 days after the invite, operation or batch has ended. */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
                /** @description `wait=N` (0 to 25) holds the answer until the invite, operation or batch is final, or until N seconds have passed: https://www.rfc-editor.org/rfc/rfc7240#section-4.3. Without it, the API answers at once. It also answers at once, and without `Preference-Applied`, while the key or the API holds as many answers as it may. */
                Prefer?: components["parameters"]["prefer"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BatchRequest"];
            };
        };
        responses: {
            /** @description Accepted. The answer holds the first 50 invites; `next_cursor` leads to the rest. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Batch"];
                };
            };
        };
    };
    listBatches: {
        parameters: {
            query?: {
                /** @description How many items a page has. */
                limit?: components["parameters"]["limit"];
                /** @description The `next_cursor` of the page before, unchanged. */
                cursor?: components["parameters"]["cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of batches. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchPage"];
                };
            };
        };
    };
    getBatch: {
        parameters: {
            query?: {
                /** @description How many items a page has. */
                limit?: components["parameters"]["limit"];
                /** @description The `next_cursor` of the page before, unchanged. */
                cursor?: components["parameters"]["cursor"];
            };
            header?: {
                /** @description `wait=N` (0 to 25) holds the answer until the invite, operation or batch is final, or until N seconds have passed: https://www.rfc-editor.org/rfc/rfc7240#section-4.3. Without it, the API answers at once. It also answers at once, and without `Preference-Applied`, while the key or the API holds as many answers as it may. */
                Prefer?: components["parameters"]["prefer"];
            };
            path: {
                /** @description The `id` of a batch. */
                id: components["parameters"]["batchId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The batch, with a page of its invites. All invites are final when the answer has no `Retry-After`. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Batch"];
                };
            };
        };
    };
    exportBatch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The `id` of a batch. */
                id: components["parameters"]["batchId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One row for each invite. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
        };
    };
    cancelBatch: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request repeatable: the same key with the same body is the same request. The key is read as it is sent, quotes included. It is kept for 30 days after the invite, operation or batch has ended. */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
            };
            path: {
                /** @description The `id` of a batch. */
                id: components["parameters"]["batchId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All invites are final. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Batch"];
                };
            };
            /** @description Telegram may still execute calls for some invites. They become final when the outcomes are known. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Batch"];
                };
            };
        };
    };
    listPools: {
        parameters: {
            query?: {
                /** @description How many items a page has. */
                limit?: components["parameters"]["limit"];
                /** @description The `next_cursor` of the page before, unchanged. */
                cursor?: components["parameters"]["cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of pools, by name. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PoolList"];
                };
            };
        };
    };
    createPool: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PoolRequest"];
            };
        };
        responses: {
            /** @description The pool is there already. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Pool"];
                };
            };
            /** @description The pool, still empty. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Pool"];
                };
            };
        };
    };
    getPool: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of a pool. */
                name: components["parameters"]["poolName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The pool. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Pool"];
                };
            };
        };
    };
    deletePool: {
        parameters: {
            query?: {
                /** @description What becomes of the links that lie ready. */
                links?: components["parameters"]["leftLinks"];
            };
            header?: never;
            path: {
                /** @description The name of a pool. */
                name: components["parameters"]["poolName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is being deleted. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Pool"];
                };
            };
        };
    };
    takeLink: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request repeatable: the same key with the same body is the same request. The key is read as it is sent, quotes included. It is kept for 30 days after the invite, operation or batch has ended. */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
            };
            path: {
                /** @description The name of a pool. */
                name: components["parameters"]["poolName"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["TakeRequest"];
            };
        };
        responses: {
            /** @description The link, as the invite that it was made as. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invite"];
                };
            };
            /** @description The pool is empty: the link is made, as by `POST /v1/invites`. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invite"];
                };
            };
        };
    };
    listRotations: {
        parameters: {
            query?: {
                /** @description How many items a page has. */
                limit?: components["parameters"]["limit"];
                /** @description The `next_cursor` of the page before, unchanged. */
                cursor?: components["parameters"]["cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of rotations, by name. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RotationPage"];
                };
            };
        };
    };
    createRotation: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request repeatable: the same key with the same body is the same request. The key is read as it is sent, quotes included. It is kept for 30 days after the invite, operation or batch has ended. */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RotationRequest"];
            };
        };
        responses: {
            /** @description It is there already. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rotation"];
                };
            };
            /** @description It was made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rotation"];
                };
            };
        };
    };
    getRotation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of a rotation. */
                name: components["parameters"]["rotationName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rotation. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rotation"];
                };
            };
        };
    };
    deleteRotation: {
        parameters: {
            query?: {
                /** @description What becomes of the current link. */
                link?: components["parameters"]["linkFate"];
            };
            header?: never;
            path: {
                /** @description The name of a rotation. */
                name: components["parameters"]["rotationName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It makes no more links. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rotation"];
                };
            };
        };
    };
    rotate: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request repeatable: the same key with the same body is the same request. The key is read as it is sent, quotes included. It is kept for 30 days after the invite, operation or batch has ended. */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
            };
            path: {
                /** @description The name of a rotation. */
                name: components["parameters"]["rotationName"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RotateRequest"];
            };
        };
        responses: {
            /** @description A link is being made. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rotation"];
                };
            };
        };
    };
    listAccounts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All accounts, by name. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountList"];
                };
            };
        };
    };
    getAccount: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of an account. */
                name: components["parameters"]["accountName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
        };
    };
    listChats: {
        parameters: {
            query?: {
                /** @description How many items a page has. */
                limit?: components["parameters"]["limit"];
                /** @description The `next_cursor` of the page before, unchanged. */
                cursor?: components["parameters"]["cursor"];
            };
            header?: never;
            path: {
                /** @description The name of an account. */
                name: components["parameters"]["accountName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of chats. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChatPage"];
                };
            };
        };
    };
    getActivity: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of an account. */
                name: components["parameters"]["accountName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The last six hours. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountActivity"];
                };
            };
        };
    };
    getKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The key of this request. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
        };
    };
    listKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The keys, newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKeyList"];
                };
            };
        };
    };
    listWebhooks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The URLs, those that need somebody first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpointList"];
                };
            };
        };
    };
    openHome: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Leads to the console, or to `/docs` where the console is turned off. */
            302: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    followSlug: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The slug of a rotation. */
                slug: components["parameters"]["slug"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Leads to the link; the page has a button. */
            302: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It answers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    getOpenApi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OpenAPI 3.1. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenApi"];
                };
            };
        };
    };
    getDocs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page for people. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
        };
    };
    getConsole: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description The page that the browser has is current. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getConsoleFile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the file. */
                file: components["parameters"]["consoleFile"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A script, a style or a picture. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/javascript": string;
                    "text/css": string;
                    "image/svg+xml": string;
                };
            };
            /** @description The file that the browser has is current. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listProblems: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page for people; with `Accept: application/json`, a list. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemTypeList"];
                    "text/html": string;
                };
            };
        };
    };
    getProblem: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The last part of a problem's type URI, such as `invalid-request`; or an error type, such as `CHAT_ADMIN_REQUIRED`. */
                slug: components["parameters"]["problemSlug"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page for people; with `Accept: application/json`, its contents. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemType"];
                    "text/html": string;
                };
            };
        };
    };
    inviteEnded: {
        parameters: {
            query?: never;
            header: {
                /** @description The id of the event. It is the same in each attempt, so that you recognise a repeat. */
                "webhook-id": string;
                /** @description When this attempt was made, in Unix seconds. */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 of an HMAC-SHA256 over `id.timestamp.body`. Spaces separate several signatures while a secret is rotated. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InviteEvent"];
            };
        };
        responses: never;
    };
    operationEnded: {
        parameters: {
            query?: never;
            header: {
                /** @description The id of the event. It is the same in each attempt, so that you recognise a repeat. */
                "webhook-id": string;
                /** @description When this attempt was made, in Unix seconds. */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 of an HMAC-SHA256 over `id.timestamp.body`. Spaces separate several signatures while a secret is rotated. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OperationEvent"];
            };
        };
        responses: never;
    };
    linkUsed: {
        parameters: {
            query?: never;
            header: {
                /** @description The id of the event. It is the same in each attempt, so that you recognise a repeat. */
                "webhook-id": string;
                /** @description When this attempt was made, in Unix seconds. */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 of an HMAC-SHA256 over `id.timestamp.body`. Spaces separate several signatures while a secret is rotated. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LinkEvent"];
            };
        };
        responses: never;
    };
}
