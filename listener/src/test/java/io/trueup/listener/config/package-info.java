@NullMarked
package io.trueup.listener.config;

import org.jspecify.annotations.NullMarked;
