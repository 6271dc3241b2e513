/**
 * The data platform of type {@code postgres}: staging and merge tables for ingestion, output tables
 * for transformers, read-only views for groups, in the platform's container. Jobs move the data.
 * Entry point: {@link io.trueup.platforms.postgres.PostgresPlatform}; what decides is pure ({@code
 * LogicalNames}, {@code NodeLayout}, {@code NodeTask}, {@code PostgresLint}), the rest asks the
 * registry of names and the database. Where things are put, unless a hint says otherwise:
 *
 * <pre>
 * live.nw_data__customers_staging    what a batch brought      (platform Live, store NW_Data)
 * live.nw_data__customers_merge      what the platform keeps
 * live.masked__customers_output      what a transformer writes (output store Masked)
 * live__productreporting             the views of a workspace  (workspace ProductReporting)
 *   .liveproducts__nw_data__customers          what a group reads        (group LiveProducts)
 *   .liveproducts__nw_data__customers_history  every state of it, where live rows are told apart
 * live__productreporting_reader      the role that may read them
 * </pre>
 *
 * A workspace's views lie in a schema for each platform, so that two platforms can serve one
 * workspace side by side in one database while it moves from the one to the other.
 */
@NullMarked
package io.trueup.platforms.postgres;

import org.jspecify.annotations.NullMarked;
