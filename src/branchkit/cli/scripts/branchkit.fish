# Completes branchkit in fish: source this file, or put it into ~/.config/fish/completions.
function __branchkit_words
    set -l typed (commandline -opc) (commandline -ct)
    set -l lines (printf '%s\n' $typed[2..-1] | command branchkit completion words 2>/dev/null)
    if test "$lines[1]" = :files
        __fish_complete_path (commandline -ct)
    else
        printf '%s\n' $lines
    end
end
complete -c branchkit -f -a '(__branchkit_words)'
