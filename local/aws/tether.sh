# Runs the program given as arguments while this shell's input is open, which its parent holds. Writes the program's id to 3.
umask 077
exec 4<&0
"$@" 4<&- 3>&- &
child=$!
echo "$child" >&3
exec 3>&-
trap 'kill -TERM "$child" 2>/dev/null' TERM INT HUP
(read -r _ <&4; kill -TERM "$child" 2>/dev/null) &
watcher=$!
exec 4<&-
wait "$child"
code=$?
while kill -0 "$child" 2>/dev/null; do wait "$child"; code=$?; done
kill -KILL "$watcher" 2>/dev/null
exit "$code"
