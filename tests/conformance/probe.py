import sys
sys.path.insert(0,'.')
from engine import Engine
import os
o=os.path.abspath('../../out/obj/conformance/runner'); st=os.path.expanduser('~/.nuget/packages/keralua/1.4.11/runtimes/linux-x64/native/liblua54.so')
src=open(sys.argv[1],'rb').read()
for w in (('stock',st),('trusted',),('standard',)):
    e=Engine(o,*w); r=e.run(src); print(w[0], r.fuel); 
    for p in r.text(): print(p.decode('latin-1'))
    e.close()
