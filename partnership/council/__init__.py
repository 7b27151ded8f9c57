"""The council as readers find it: members by kind, committees, officers, meetings by fiscal year."""
