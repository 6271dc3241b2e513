/**
 * The command line. Entry point: {@link io.trueup.listener.cli.TrueupCommand}. Talks HTTP to a
 * daemon and reads its views; formatting is pure. Must not depend on the internals of the daemon.
 */
@NullMarked
package io.trueup.listener.cli;

import org.jspecify.annotations.NullMarked;
