@NullMarked
package io.trueup.listener.daemon.graphql;

import org.jspecify.annotations.NullMarked;
