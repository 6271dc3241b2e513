/**
 * Commands on windows. Entry point: {@link io.trueup.listener.cli.windows.WindowsCommand}.
 * Formatting is pure; the daemon alone works out when a window is in force.
 */
@NullMarked
package io.trueup.listener.cli.windows;

import org.jspecify.annotations.NullMarked;
