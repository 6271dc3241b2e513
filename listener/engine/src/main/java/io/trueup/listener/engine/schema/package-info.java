/**
 * The operations of operators on the schemas of a platform's tables: they plan by hand what a
 * workspace, a group or a node needs, and apply the plan. Entry point: {@link
 * io.trueup.listener.engine.schema.PlatformSchemas}; each operation has a result type. Knows
 * neither HTTP nor the views of the API, which are made from its results.
 */
@NullMarked
package io.trueup.listener.engine.schema;

import org.jspecify.annotations.NullMarked;
