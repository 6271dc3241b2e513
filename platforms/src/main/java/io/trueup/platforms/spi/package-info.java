/**
 * What a data platform is. Entry points: {@link io.trueup.platforms.spi.DataPlatform}, which plans
 * and is pure, and {@link io.trueup.platforms.spi.PlatformExecutor}, which acts. Depends on the
 * model only.
 */
@NullMarked
package io.trueup.platforms.spi;

import org.jspecify.annotations.NullMarked;
