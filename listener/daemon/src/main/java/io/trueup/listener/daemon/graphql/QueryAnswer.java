package io.trueup.listener.daemon.graphql;

/**
 * The answer to a query.
 *
 * @param body JSON in UTF-8: {@code data}, and {@code errors} for what the version does not have
 * @param isOfProgram whether it follows from the program too, and not from the version alone
 * @param isChanging whether it holds what changes while the version does not
 */
@SuppressWarnings("ArrayRecordComponent") // written once, to a socket
public record QueryAnswer(byte[] body, boolean isOfProgram, boolean isChanging) {}
