// The part of the bash script that is the same whatever the rows are. It keeps to what bash 3.2 knows, starts no program, and only
// compares what was typed: nothing of it is evaluated.

export const BASH_CODE = `
# Takes the line apart up to the cursor. The last of words is where the cursor is. quote: what is open there, begun at that place
# of the word; odd: it is written in a way that what is found could not be put in its place.
_audit_tui_words() {
  local line=\${COMP_LINE:0:COMP_POINT} word= char i inside=
  words=() quote= begun=0 odd=
  for ((i = 0; i < \${#line}; i++)); do
    char=\${line:i:1}
    if [[ -n $quote ]]; then
      if [[ $char == "$quote" ]]; then
        quote= odd=1
      else
        [[ $quote == '"' && $char == '\\' ]] && odd=1
        word+=$char
      fi
    elif [[ $char == "'" || $char == '"' ]]; then
      quote=$char begun=\${#word} inside=1
    elif [[ $char == '\\' ]]; then
      odd=1 inside=1 i=$((i + 1))
      word+=\${line:i:1}
    elif [[ $char == [[:space:]] ]]; then
      [[ -n $inside ]] && words+=("$word")
      word= inside= odd=
    else
      word+=$char inside=1
    fi
  done
  words+=("$word")
}

# Bash puts in what stands behind the open quote, or else behind the last of its word breaks.
_audit_tui_broken() {
  local i
  broken=$begun
  [[ -n $quote ]] && return
  for ((i = \${#cur}; i > 0; i--)); do
    [[ $COMP_WORDBREAKS == *"\${cur:i-1:1}"* ]] && break
  done
  broken=$i
}

# Those of the words that begin with part, whatever their case, behind what stands before it.
_audit_tui_reply() {
  local before=$1 part=$2 word undo=
  shift 2
  shopt -q nocasematch || { shopt -s nocasematch; undo=1; }
  for word; do
    if [[ $word == "$part"* ]]; then
      word=$before$word
      COMPREPLY+=("\${word:broken}")
    fi
  done
  [[ -n $undo ]] && shopt -u nocasematch
}

_audit_tui_option() { type compopt &>/dev/null && compopt "$@" 2>/dev/null; }

# A term of a query, behind what stands before the query.
_audit_tui_query() {
  local text=\${cur#"$1"} before name
  text=\${text##*[[:space:](]}
  text=\${text#-}
  before=\${cur:0:\${#cur}-\${#text}}
  if [[ $text == *:* ]]; then
    _audit_tui_values "\${text%%:*}"
    text=\${text##*[:,]}
    _audit_tui_reply "\${cur:0:\${#cur}-\${#text}}" "$text" "\${choices[@]}"
    return
  fi
  _audit_tui_reply "$before" "$text" "\${_audit_tui_names[@]}"
  [[ \${#COMPREPLY[@]} -eq 0 ]] && _audit_tui_reply "$before" "$text" "\${_audit_tui_other_names[@]}"
  _audit_tui_option -o nospace
  # Bash would close the quote behind a single one: its values are shown along with it.
  if [[ -n $quote && \${#COMPREPLY[@]} -eq 1 ]]; then
    name=\${COMPREPLY[0]}
    text=\${name##*[[:space:](]}
    text=\${text#-}
    _audit_tui_values "\${text%:}"
    COMPREPLY=() broken=0
    _audit_tui_reply "$name" '' "\${choices[@]}"
    [[ \${#COMPREPLY[@]} -eq 0 ]] && COMPREPLY=("$name" "$name*")
  fi
}

# What is of this kind, behind what stands before it. Nothing replied: bash completes paths as it does everywhere.
_audit_tui_value() {
  local before=$1 part
  case $kind in
    files) return ;;
    directories) _audit_tui_option -o dirnames +o default +o bashdefault; return ;;
  esac
  [[ $kind == either ]] || _audit_tui_option +o default +o bashdefault
  [[ -n $odd ]] && return
  part=\${cur#"$before"}
  case $kind in
    query | either) _audit_tui_query "$before" ;;
    words) _audit_tui_reply "$before" "$part" "\${choices[@]}" ;;
    list)
      part=\${part##*,}
      _audit_tui_reply "\${cur:0:\${#cur}-\${#part}}" "$part" "\${choices[@]}" ;;
  esac
}

# The first word: a command, or a log.
_audit_tui_first() {
  local word
  _audit_tui_reply '' "$cur" "\${_audit_tui_commands[@]}" "\${_audit_tui_groups[@]}"
  # Both are shown where nothing needs quotes; without a command bash does it all.
  if [[ \${#COMPREPLY[@]} -gt 0 && -z $odd$quote && $cur != *[!A-Za-z0-9._/-]* ]]; then
    while IFS= read -r word; do
      [[ $word == .* && $cur != .* ]] || COMPREPLY+=("$word")
    done < <(compgen -f -- "$cur")
    _audit_tui_option -o filenames
  fi
}

_audit_tui() {
  local words quote begun odd cur last broken kind choices command= word i first=1 count=0 ended= members=()
  COMPREPLY=()
  _audit_tui_words
  last=$((\${#words[@]} - 1))
  cur=\${words[last]}
  _audit_tui_broken
  if ((last > 1)); then
    for word in "\${_audit_tui_commands[@]}"; do
      [[ $word == "\${words[1]}" ]] && command=$word first=2
    done
    for word in "\${_audit_tui_members[@]}"; do
      [[ $word == "\${words[1]} "* ]] && members+=("\${word#* }")
      [[ $word == "\${words[1]} \${words[2]}" ]] && command=$word first=3
    done
    if [[ \${#members[@]} -gt 0 && ( $last -eq 2 || -z $command ) ]]; then
      [[ $last -eq 2 ]] && _audit_tui_reply '' "$cur" "\${members[@]}"
      return
    fi
  fi
  for ((i = first; i < last; i++)); do
    word=\${words[i]}
    _audit_tui_argument "$command $count"
    if [[ -n $ended || $word != -* || $word == - || ( $kind == [qe]* && $word == -*[':("/']* && $word != --* ) ]]; then
      count=$((count + 1))
    elif [[ $word == -- ]]; then
      ended=1
    else
      _audit_tui_flag "$command $word"
      if [[ -n $kind ]]; then
        i=$((i + 1))
        if ((i == last)); then _audit_tui_value ''; return; fi
      fi
    fi
  done
  _audit_tui_argument "$command $count"
  if [[ -z $ended && $cur == --*=* ]]; then
    _audit_tui_flag "$command \${cur%%=*}"
    [[ -n $kind ]] && _audit_tui_value "\${cur%%=*}="
  elif [[ -z $ended && $cur == -* && $cur != -*:* ]]; then
    [[ $kind == [qe]* && $cur == -[!-]* ]] && _audit_tui_value ''
    _audit_tui_flags "$command"
    _audit_tui_reply '' "$cur" "\${choices[@]}"
  elif [[ $last -eq 1 ]]; then
    _audit_tui_first
  else
    _audit_tui_value ''
  fi
  return 0
}

complete -o bashdefault -o default -F _audit_tui audit-tui
`;
