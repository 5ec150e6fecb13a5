// What our diagram pages need of bpmn-js: the navigated viewer (zoom and move, no editing) and its styles.
import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";

export { default } from "bpmn-js/lib/NavigatedViewer";
