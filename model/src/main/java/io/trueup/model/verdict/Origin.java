package io.trueup.model.verdict;

/**
 * The document that declares a thing.
 *
 * @param path of the file
 * @param blob id of the file's content
 * @param index of the document in the file
 * @param line of the document
 * @param column of the document
 */
record Origin(String path, String blob, int index, int line, int column) {}
