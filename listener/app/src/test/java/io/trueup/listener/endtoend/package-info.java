/**
 * The daemon as a process of its own, between a git server, a Postgres and jobs that are real: what
 * it promises must hold whatever it is told and whenever it is killed. Entry point: {@link
 * io.trueup.listener.endtoend.Site}. Nothing here looks into the daemon but through its API, its
 * database and its log.
 */
@NullMarked
package io.trueup.listener.endtoend;

import org.jspecify.annotations.NullMarked;
