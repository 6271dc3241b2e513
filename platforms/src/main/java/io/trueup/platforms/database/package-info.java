/**
 * Acts on Postgres databases: connections, what their catalogs say, transactions of DDL, and what
 * goes wrong there in words. Entry points: {@link io.trueup.platforms.database.ContainerPools} and
 * {@link io.trueup.platforms.database.Catalog}. Knows schemas and plans, and no pipeline.
 */
@NullMarked
package io.trueup.platforms.database;

import org.jspecify.annotations.NullMarked;
