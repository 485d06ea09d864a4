# Completes branchkit in bash: source this file, or put it where bash-completion looks.
_branchkit() {
    local IFS=$'\n' current=${COMP_WORDS[COMP_CWORD]} line
    local -a lines
    COMPREPLY=()
    mapfile -t lines < <(printf '%s\n' "${COMP_WORDS[@]:1:COMP_CWORD}" | command branchkit completion words 2>/dev/null)
    if [[ ${lines[0]} == :files ]]; then
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -f -- "$current")
        return
    fi
    for line in "${lines[@]}"; do
        COMPREPLY+=("${line%%$'\t'*}")
    done
}
complete -F _branchkit branchkit
