/**
 * The data platform of type {@code postgres}: staging and merge tables for ingestion, output tables
 * for transformers, read-only views for workspaces, in the platform's container. Jobs move the
 * data. Entry point: {@link io.trueup.platforms.postgres.PostgresPlatform}; everything is pure but
 * the executor and what it uses. Where things are put:
 *
 * <pre>
 * live.nw_data_customers_staging            what a batch brought      (platform Live, store NW_Data)
 * live.nw_data_customers_merge              what the platform keeps
 * live.masked_customers_output              what a transformer writes (output store Masked)
 * live__productreporting.nw_data_customers  what a workspace reads    (workspace ProductReporting)
 * </pre>
 *
 * A workspace's views lie in a schema for each platform, so that two platforms can serve one
 * workspace side by side in one database while it moves from the one to the other.
 */
@NullMarked
package io.trueup.platforms.postgres;

import org.jspecify.annotations.NullMarked;
