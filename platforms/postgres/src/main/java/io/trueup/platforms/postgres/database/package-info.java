/**
 * Brings Postgres databases to the schemas that nodes need: connections, the catalog, DDL in
 * transactions, and messages for their failures. Entry point: {@link
 * io.trueup.platforms.postgres.database.SchemaReconciler}. Control goes one way, with a {@code
 * RunContext} that is handed down and results that are returned:
 *
 * <pre>
 * SchemaReconciler → SchemaRun → TaskRun → DdlTransaction → TransactionPlanner   what to run (pure)
 *                                                        → StatementExecutor    runs it
 * </pre>
 *
 * Knows schemas and plans, and no pipeline.
 */
@NullMarked
package io.trueup.platforms.postgres.database;

import org.jspecify.annotations.NullMarked;
