/**
 * Which jobs a platform has now. Entry point: {@link io.trueup.listener.engine.jobs.PlatformJobs}.
 */
@NullMarked
package io.trueup.listener.engine.jobs;

import org.jspecify.annotations.NullMarked;
