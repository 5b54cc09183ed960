package lv.pkip.kernel.rest;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import lv.pkip.kernel.api.request.Endpoints;
import org.osgi.service.component.annotations.Component;

/** Tells the operations of the API with the rule of each. */
@Component(service = Endpoints.class)
public final class Operations implements Endpoints {
    @Override
    public List<Endpoint> endpoints() {
        return RestApplication.RESOURCES.stream().flatMap(resource -> OpenApi.operations(resource).stream().map(method ->
                new Endpoint(OpenApi.verb(method).toUpperCase(Locale.ROOT), "/api" + OpenApi.path(resource, method), "rest", who(method.getAnnotation(Rule.class)),
                        Optional.empty()))).toList();
    }

    private static Who who(Rule rule) {
        return rule == null ? Who.NOBODY : switch (rule.value()) {
            case EVERYBODY -> Who.EVERYBODY;
            case SIGNED_IN -> Who.SIGNED_IN;
            case RESIDENT -> Who.RESIDENT;
            case STAFF -> Who.STAFF;
        };
    }
}
