import { followContents } from './follow-contents.ts';
import { offerRequests } from './offer-requests.ts';
import { showSamples } from './show-samples.ts';

showSamples();
followContents();
offerRequests();
