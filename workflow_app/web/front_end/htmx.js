// htmx: links and forms that carry hx- attributes fetch a part of the page instead of the whole.
import "htmx.org";
