/**
 * The data platform of type {@code postgres}: staging and merge tables for ingestion, output tables
 * for transformers and read-only views for groups, in the platform's container. Jobs move the data.
 * Entry point: {@link io.trueup.platforms.postgres.PostgresPlatform}. {@code LogicalNames}, {@code
 * NodeLayout}, {@code NodeTask} and {@code PostgresLint} decide and are pure; the others call the
 * registry of names and the database. The default layout, which hints can change:
 *
 * <pre>
 * live.nw_data__customers_staging    the rows of a batch       (platform Live, store NW_Data)
 * live.nw_data__customers_merge      the rows that are kept
 * live.masked__customers_output      a transformer's output    (output store Masked)
 * live__productreporting             the views of a workspace  (workspace ProductReporting)
 *   .liveproducts__nw_data__customers          a dataset of a group      (group LiveProducts)
 *   .liveproducts__nw_data__customers_history  every state of its rows, with live-with-history
 * live__productreporting_reader      the role that may read them
 * </pre>
 *
 * A workspace's views are in one schema for each platform, so that two platforms can serve one
 * workspace side by side in one database while it moves from one to the other.
 */
@NullMarked
package io.trueup.platforms.postgres;

import org.jspecify.annotations.NullMarked;
