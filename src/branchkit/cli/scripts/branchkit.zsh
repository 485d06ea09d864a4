#compdef branchkit
# Completes branchkit in zsh: source this file after compinit, or put it as _branchkit into a folder of $fpath.
_branchkit() {
    local line
    local -a lines items
    lines=("${(@f)$(printf '%s\n' "${(@)words[2,CURRENT]}" | command branchkit completion words 2>/dev/null)}")
    if [[ ${lines[1]} == :files ]]; then
        _files
        return
    fi
    for line in $lines; do
        items+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
    done
    _describe -V branchkit items
}
if [[ ${funcstack[1]} == _branchkit ]]; then
    _branchkit "$@"
else
    compdef _branchkit branchkit
fi
