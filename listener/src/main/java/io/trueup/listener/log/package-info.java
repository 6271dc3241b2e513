/**
 * What of others' text the log may hold: nothing that a terminal or a reader of logs acts on.
 * logback.xml names the classes.
 */
@NullMarked
package io.trueup.listener.log;

import org.jspecify.annotations.NullMarked;
