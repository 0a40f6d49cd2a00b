// Many tests count allocated bytes to zero. A collection that another test causes meanwhile makes the runtime count the unused rest of
// a thread's allocation buffer as allocated, so tests run one after the other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
