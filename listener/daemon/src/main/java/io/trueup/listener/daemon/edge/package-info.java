/**
 * The edge of the HTTP server: connection limits, timeouts and the admission of requests. Start at
 * {@link io.trueup.listener.daemon.edge.HttpListener}. Knows nothing of the answers; the only
 * package that uses Netty and Vert.x's internals.
 */
@NullMarked
package io.trueup.listener.daemon.edge;

import org.jspecify.annotations.NullMarked;
