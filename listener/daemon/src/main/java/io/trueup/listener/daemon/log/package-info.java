/**
 * Keeps text from outside harmless in the log, for terminals and for log readers. logback.xml names
 * the classes.
 */
@NullMarked
package io.trueup.listener.daemon.log;

import org.jspecify.annotations.NullMarked;
