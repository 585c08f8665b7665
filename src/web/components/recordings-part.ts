// The part of the panel that comes after its first view: recordings and transfers.

import './recordings.css';

export { WatchAttaching } from './attaching.tsx';
export { Recordings } from './recordings.tsx';
export { StrayTransfers } from './stray-transfers.tsx';
