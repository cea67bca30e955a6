import { siteStorageContract } from '../../src/testing/site-storage-contract.ts';
import { memoryBucket } from '../../src/testing/memory-bucket.ts';
import { bucketSites } from './bucket-storage.ts';

siteStorageContract(() => Promise.resolve(bucketSites(memoryBucket())));
