/**
 * The jobs that a scheduler starts: groups of nodes of one platform, as its job policy asks. Entry
 * point: {@link io.trueup.model.job.JobPlanner}. Pure.
 */
@NullMarked
package io.trueup.model.job;

import org.jspecify.annotations.NullMarked;
