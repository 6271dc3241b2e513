/**
 * A small git server over smart HTTP on loopback, for the demo and for tests: {@link
 * io.trueup.listener.gitserver.GitHttpServer} in front of the machine's own {@code git
 * http-backend}. It depends on nothing of Trueup but the type that hides secrets, and the daemon's
 * work does not depend on it.
 */
@NullMarked
package io.trueup.listener.gitserver;

import org.jspecify.annotations.NullMarked;
