/**
 * The terminal that a command writes to: outputs, tables, folded and coloured text, and what
 * commands end with. Entry point: {@link io.trueup.listener.cli.terminal.Shell}.
 */
@NullMarked
package io.trueup.listener.cli.terminal;

import org.jspecify.annotations.NullMarked;
