/**
 * Reconciles the schema of a Postgres database: what is desired against what is there gives a plan
 * of typed changes, each with its safety and its statement. Entry point: {@link
 * io.trueup.platforms.schema.SchemaPlanner}. Pure: knows no connection and no pipeline.
 */
@NullMarked
package io.trueup.platforms.schema;

import org.jspecify.annotations.NullMarked;
