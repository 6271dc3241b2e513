/**
 * The operator's way to the schemas of a platform's tables: what a workspace, a group or a node
 * needs is planned, shown and carried out by hand. Entry point: {@link
 * io.trueup.listener.schema.Schemas}. Knows no HTTP.
 */
@NullMarked
package io.trueup.listener.schema;

import org.jspecify.annotations.NullMarked;
