/** How a state is meant: done, at work, waiting, needs somebody, over. */
export type Tone = 'good' | 'busy' | 'wait' | 'bad' | 'idle';
