/** GraphQL over the questions about one version of a model: the same answers as over REST. */
@NullMarked
package io.trueup.listener.daemon.graphql;

import org.jspecify.annotations.NullMarked;
