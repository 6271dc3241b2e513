/**
 * The command line. Entry point: {@link io.trueup.listener.cli.TrueupCommand}. Talks HTTP to a
 * daemon and reads its views; rendering is pure. Must not depend on the daemon's insides.
 */
@NullMarked
package io.trueup.listener.cli;

import org.jspecify.annotations.NullMarked;
