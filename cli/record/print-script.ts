// kvmscope record --print-script.

import script from "./print-script.py?raw";

/** A recorder in Python 3 for hosts without Node: writes folders of raw dumps. Its --help tells how it is used. */
export const PYTHON_RECORDER: string = script;
