// What this tree costs, measured in this run. Add rows here; each subject has a file of its own.

print(table(try decodeRows()))
