package io.trueup.listener.daemon.api;

import io.trueup.listener.daemon.graphql.GraphQlLimits;
import io.trueup.listener.engine.jobs.PlatformJobs;
import io.trueup.listener.engine.snapshot.ModelVersions;

/**
 * The versions of models that callers ask about, with the limits of leases on them and of queries.
 *
 * @param versions of the sources that this process serves
 * @param servers how model servers are led
 * @param jobs of their platforms
 */
public record ModelAccess(
    ModelVersions versions,
    LeaseRules leases,
    ModelServerRules servers,
    PlatformJobs jobs,
    GraphQlLimits graphql) {}
