import { NeedsScope } from '../../parts/needs-scope.tsx';
import { Page } from '../../parts/page.tsx';
import { text } from '../../strings.ts';
import { NewFile } from './new-file.tsx';
import { UploadProgress } from './upload-progress.tsx';
import { useUpload } from './use-upload.ts';

/** A file in, checked before anything is sent; its links out. */
export function ManyLinksPage() {
  const { title, purpose } = text.manyLinks;
  return (
    <Page title={title} purpose={purpose}>
      <NeedsScope scope="invites:write">
        <NeedsScope scope="invites:read">
          <FileOrProgress />
        </NeedsScope>
      </NeedsScope>
    </Page>
  );
}

function FileOrProgress() {
  const state = useUpload();
  return state === undefined ? <NewFile /> : <UploadProgress state={state} />;
}
