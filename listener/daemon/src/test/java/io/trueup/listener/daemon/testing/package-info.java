/** Requests and connections for tests of the HTTP edge. */
@NullMarked
package io.trueup.listener.daemon.testing;

import org.jspecify.annotations.NullMarked;
