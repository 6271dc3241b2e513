/**
 * The HTTP server's edge: who may connect, for how long, and which requests are let in. Start at
 * {@link io.trueup.listener.edge.HttpListener}. Knows nothing of what is answered; the only package
 * that uses Netty and Vert.x's inside.
 */
@NullMarked
package io.trueup.listener.edge;

import org.jspecify.annotations.NullMarked;
