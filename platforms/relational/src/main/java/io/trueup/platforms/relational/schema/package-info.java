/**
 * Plans the schema of a Postgres database: the desired schema against a snapshot of the actual one
 * gives a plan of typed changes, each with its statement and costs. Entry point: {@link
 * io.trueup.platforms.relational.schema.SchemaPlanner}. Pure: knows no connection and no pipeline.
 */
@NullMarked
package io.trueup.platforms.relational.schema;

import org.jspecify.annotations.NullMarked;
