/**
 * The operator API: HTTP and JSON under {@code /api/v1}, the status page, health, readiness and
 * metrics. Entry point: {@link io.trueup.listener.daemon.api.OperatorRoutes}. Handlers run on
 * virtual threads through {@link io.trueup.listener.daemon.api.BlockingExecutor} and are ordinary
 * blocking code. One place turns failures into answers.
 */
@NullMarked
package io.trueup.listener.daemon.api;

import org.jspecify.annotations.NullMarked;
