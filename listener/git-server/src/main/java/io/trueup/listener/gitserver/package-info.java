/**
 * A small git server over smart HTTP on loopback, for the demo and for tests: {@link
 * io.trueup.listener.gitserver.GitHttpServer} in front of the installed {@code git http-backend}.
 * Of Trueup it uses only the type that hides secrets, and the daemon does not use it.
 */
@NullMarked
package io.trueup.listener.gitserver;

import org.jspecify.annotations.NullMarked;
