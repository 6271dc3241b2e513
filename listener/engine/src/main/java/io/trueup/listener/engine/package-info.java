/**
 * The engine: follows sources and brings platforms to their targets. It knows no HTTP and no
 * configuration. Entry point: {@link io.trueup.listener.engine.Engine}.
 */
@NullMarked
package io.trueup.listener.engine;

import org.jspecify.annotations.NullMarked;
