/**
 * The interface of data platform types. Entry points: {@link io.trueup.platforms.spi.DataPlatform},
 * which plans and is pure, and {@link io.trueup.platforms.spi.PlatformExecutor}, which acts. What
 * only some types offer, such as operations on tables, is a {@link
 * io.trueup.platforms.spi.Capability} of an executor. Depends on the model only.
 */
@NullMarked
package io.trueup.platforms.spi;

import org.jspecify.annotations.NullMarked;
