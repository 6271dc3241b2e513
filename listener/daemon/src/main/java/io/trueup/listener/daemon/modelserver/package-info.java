/**
 * A process that answers questions about models and changes nothing: {@link
 * io.trueup.listener.daemon.modelserver.ModelServerProcess}. It reads the state database and
 * compiled versions, and reports to a daemon.
 */
@NullMarked
package io.trueup.listener.daemon.modelserver;

import org.jspecify.annotations.NullMarked;
