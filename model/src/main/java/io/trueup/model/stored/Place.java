package io.trueup.model.stored;

/** Where a block is. */
record Place(StoredFile file, long offset) {}
