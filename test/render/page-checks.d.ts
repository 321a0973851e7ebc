export declare function overflow(): number;
export declare function poorContrast(): string[];
export declare function stepsDrawn(): { boxes: number; overlaps: number; outside: (string | null)[]; arrows: number };
export declare function pageColour(): string;
export declare function outlineOf(element: unknown): string;
